package io.herald.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** One Redis, one PostgreSQL and one signing key, shared by all tests of a process and started on first use. */
public final class TestServers implements QuarkusTestResourceLifecycleManager {

    /** Also reduces to five seconds the time after which a lost connection is announced as left. */
    private static final Map<String, String> SHORT_DRAIN = Map.of(
            "herald.drain.window",
            "2s",
            // A host that does not exist: no test calls a real push service.
            "herald.push.hosts",
            "push.example.net");

    /** Returns the settings of a service in this process. */
    @Override
    public Map<String, String> start() {
        Map<String, String> all = new HashMap<>(settings());
        all.putAll(SHORT_DRAIN);
        return all;
    }

    /** Does nothing: other tests may use the servers, which end with the process. */
    @Override
    public void stop() {}

    /** Runs a command on the shared Redis, as {@link RedisServerProcess#execute} does. */
    public static Object redis(String... command) {
        return RedisWire.execute(
                URI.create(settings().get("quarkus.redis.hosts")).getPort(), command);
    }

    /** Returns the settings with which a service uses the servers. */
    public static Map<String, String> settings() {
        return TestDirectory.settings();
    }
}
