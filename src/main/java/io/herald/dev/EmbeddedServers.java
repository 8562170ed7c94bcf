package io.herald.dev;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Starts Redis and PostgreSQL, creates keys, and returns the settings with which the service uses them. */
public final class EmbeddedServers {

    static final String ISSUER = "https://herald.dev";

    private static final String REDIS = "quarkus.redis.hosts";
    private static final String POSTGRES = "quarkus.datasource.reactive.url";
    private static final String KEY = "mp.jwt.verify.publickey.location";

    private static final String PUSH_KEY = "herald.push.vapid.private-key";

    private EmbeddedServers() {}

    /**
     * Starts the servers that are not configured. They end with this process, however it ends.
     *
     * @return the settings for what was started
     */
    public static Map<String, String> open(DataDirectory dataDirectory, Predicate<String> configured) {
        dataDirectory.lock();
        Map<String, String> settings = new HashMap<>();
        if (!configured.test(REDIS)) {
            settings.put(REDIS, redis(dataDirectory));
        }
        if (!configured.test(POSTGRES)) {
            settings.putAll(postgres(dataDirectory));
        }
        if (!configured.test(KEY)) {
            settings.put(KEY, DevKeys.in(dataDirectory).publicKeyFile().toUri().toString());
            settings.put("mp.jwt.verify.issuer", ISSUER);
        }
        if (!configured.test(PUSH_KEY)) {
            settings.put(PUSH_KEY, DevPushKey.in(dataDirectory));
            settings.put("herald.push.vapid.subject", "mailto:dev@example.com");
        }
        return settings;
    }

    private static String redis(DataDirectory dataDirectory) {
        EmbeddedRedis redis = EmbeddedRedis.start(dataDirectory, FreePorts.free());
        ProcessGuard.of(redis.process());
        return redis.url();
    }

    private static Map<String, String> postgres(DataDirectory dataDirectory) {
        EmbeddedPostgreSql postgres = EmbeddedPostgreSql.start(dataDirectory, FreePorts.free());
        ProcessGuard.of(postgres.process());
        return postgres.settings();
    }
}
