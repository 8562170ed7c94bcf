package io.herald.soak;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Two instances on a Redis with an append-only file and a PostgreSQL, all of which keep their ports when they restart. */
final class SoakServers implements AutoCloseable {

    private static final int INSTANCES = 2;

    final RedisServerProcess redis = RedisServerProcess.started("--maxmemory", "512mb");
    final PostgresServerProcess postgres = PostgresServerProcess.started();
    private final List<Integer> ports =
            Stream.generate(FreePorts::free).limit(INSTANCES).toList();
    private final HeraldProcess[] instances = new HeraldProcess[INSTANCES];

    static SoakServers start() {
        SoakServers servers = new SoakServers();
        for (int i = 0; i < INSTANCES; i++) {
            servers.launch(i);
            servers.instances[i].awaitReady();
            servers.instances[i].awaitSchema();
        }
        return servers;
    }

    void launch(int instance) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(redis.settings());
        settings.putAll(postgres.settings());
        settings.put("quarkus.http.port", ports.get(instance).toString());
        settings.put("herald.drain.window", "3s");
        instances[instance] = HeraldProcess.launchPackaged(settings);
    }

    int size() {
        return INSTANCES;
    }

    HeraldProcess instance(int number) {
        return instances[number];
    }

    Api api(int instance, String token) {
        return new Api(URI.create("http://127.0.0.1:" + ports.get(instance)), token);
    }

    Api publisher(int instance) {
        return api(instance, Tokens.publisher("soak"));
    }

    @Override
    public void close() {
        for (HeraldProcess instance : instances) {
            if (instance != null) {
                instance.close();
            }
        }
        redis.close();
        postgres.close();
    }
}
