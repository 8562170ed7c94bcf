package io.herald.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Issues tokens and publishes its keys over HTTP. */
public final class Issuer implements AutoCloseable {

    private final HttpServer server;
    private volatile String keys = "{\"keys\":[]}";

    private Issuer(HttpServer server) {
        this.server = server;
        server.createContext("/jwks", exchange -> {
            byte[] body = keys.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    public static Issuer start() {
        try {
            return new Issuer(HttpServer.create(loopback(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts an issuer that publishes its keys over TLS. */
    public static Issuer start(SSLContext tls) {
        try {
            HttpsServer server = HttpsServer.create(loopback(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return new Issuer(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public String location() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/jwks";
    }

    /** Publishes these keys instead of the previous ones. */
    public void publish(JsonWebKey... published) {
        keys = new JsonWebKeySet(published).toJson();
    }

    /** @param kind RSA, EC or Ed25519 */
    public static PublicJsonWebKey key(String kind, String id) throws GeneralSecurityException, JoseException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        if (!kind.equals("Ed25519")) {
            generator.initialize(kind.equals("EC") ? 256 : 2048);
        }
        KeyPair pair = generator.generateKeyPair();
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
        key.setPrivateKey(pair.getPrivate());
        key.setKeyId(id);
        return key;
    }

    /** Returns a valid token of the user. */
    public static String sign(String sub, PublicJsonWebKey key, String algorithm) throws JoseException {
        return sign(sub, key, algorithm, "");
    }

    /** @param more claims, each with a trailing comma */
    public static String sign(String sub, PublicJsonWebKey key, String algorithm, String more) throws JoseException {
        return sign(sub, key, algorithm, more, Duration.ofMinutes(10));
    }

    public static String sign(String sub, PublicJsonWebKey key, String algorithm, String more, Duration life)
            throws JoseException {
        JsonWebSignature jws = new JsonWebSignature();
        long expires = Instant.now().plus(life).getEpochSecond();
        jws.setPayload("{%s\"sub\":\"%s\",\"iss\":\"%s\",\"exp\":%d}".formatted(more, sub, Tokens.ISSUER, expires));
        jws.setKey(key.getPrivateKey());
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setAlgorithmHeaderValue(algorithm);
        return Secrets.register(jws.getCompactSerialization());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
