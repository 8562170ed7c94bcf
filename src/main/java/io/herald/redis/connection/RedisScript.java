package io.herald.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A Redis script: the shared prelude followed by the script's own file. Called by the SHA-1 digest of both. */
public record RedisScript(String name, String source, String sha) {

    /** Scripts by name. The sources are resources, which do not change while the process runs. */
    private static final Map<String, RedisScript> LOADED = new ConcurrentHashMap<>();

    public static RedisScript load(String name) {
        return LOADED.computeIfAbsent(name, RedisScript::read);
    }

    private static RedisScript read(String name) {
        String source = resource("prelude") + resource(name);
        return new RedisScript(name, source, sha1(source));
    }

    private static String resource(String name) {
        String path = "redis/" + name + ".lua";
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("not in the build: " + path);
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String source) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(source.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
