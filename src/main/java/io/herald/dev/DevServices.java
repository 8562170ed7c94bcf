package io.herald.dev;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Redis, PostgreSQL and a signing key for one run, as the settings that lead the service to them. */
public final class DevServices {

    static final String ISSUER = "https://herald.dev";

    private static final String REDIS = "quarkus.redis.hosts";
    private static final String POSTGRES = "quarkus.datasource.reactive.url";
    private static final String KEY = "mp.jwt.verify.publickey.location";

    private DevServices() {}

    /**
     * Starts what is not configured. The servers end with this process, whichever way it ends.
     *
     * @return the settings of what was started
     */
    public static Map<String, String> open(DataDirectory dataDirectory, Predicate<String> configured) {
        dataDirectory.claim();
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
        return settings;
    }

    private static String redis(DataDirectory dataDirectory) {
        EmbeddedRedis redis = EmbeddedRedis.start(dataDirectory, Ports.free());
        ProcessGuard.of(redis.process());
        return redis.url();
    }

    private static Map<String, String> postgres(DataDirectory dataDirectory) {
        EmbeddedPostgreSql postgres = EmbeddedPostgreSql.start(dataDirectory, Ports.free());
        ProcessGuard.of(postgres.process());
        return postgres.settings();
    }
}
