package io.herald.simulation.server;

import io.herald.redis.connection.RedisScript;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The digests of the scripts by name. */
final class ModelDigests {

    private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

    private ModelDigests() {}

    static String of(String script) {
        return DIGESTS.computeIfAbsent(script, name -> RedisScript.load(name).sha());
    }
}
