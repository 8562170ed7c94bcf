package io.herald.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** One Redis, one PostgreSQL and one signing key for all tests of a process, whoever asks first. */
public final class TestServers implements QuarkusTestResourceLifecycleManager {

    /** Shorter than by default, and with it how long a lost connection may be away before others are told: five seconds. */
    private static final Map<String, String> IMPATIENT = Map.of("herald.drain.window", "2s");

    /** What a service within this process is set to. */
    @Override
    public Map<String, String> start() {
        Map<String, String> all = new HashMap<>(settings());
        all.putAll(IMPATIENT);
        return all;
    }

    /** Others may still use them; they end with the process. */
    @Override
    public void stop() {}

    /** Runs one command there, as {@link RedisServerProcess#ask} does. */
    public static Object redis(String... command) {
        return RedisWire.ask(URI.create(settings().get("quarkus.redis.hosts")).getPort(), command);
    }

    /** What leads the service under test to the servers. */
    public static Map<String, String> settings() {
        return TestDirectory.settings();
    }
}
