package io.herald.soak;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Instances on a Redis and a PostgreSQL, all of which keep their ports when they restart. */
final class SoakServers implements AutoCloseable {

    /** The logs of all instances that have ended. */
    private static final Path LOGS = Path.of("target", "soak");

    final SoakRedis redis;
    final PostgresServerProcess postgres = PostgresServerProcess.started();
    private final List<Integer> ports;
    private final HeraldProcess[] instances;
    private final String tails;

    private SoakServers(SoakOptions options) {
        this.redis = options.cluster() ? new ClusteredRedis() : new SingleRedis();
        this.ports = Stream.generate(FreePorts::free).limit(options.instances()).toList();
        this.instances = new HeraldProcess[options.instances()];
        this.tails = options.tails();
    }

    static SoakServers start(SoakOptions options) {
        SoakServers servers = new SoakServers(options);
        for (int i = 0; i < options.instances(); i++) {
            servers.launch(i);
            servers.instances[i].awaitReady();
            servers.instances[i].awaitSchema();
        }
        return servers;
    }

    /** Ends an instance that has been killed or terminated, and launches it again. */
    void relaunch(int instance) {
        end(instance);
        launch(instance);
    }

    private void end(int instance) {
        instances[instance].close();
        Path file = LOGS.resolve(instance + "-" + instances[instance].pid() + ".log");
        try {
            Files.createDirectories(LOGS);
            Files.write(file, instances[instance].log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch(int instance) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.putAll(redis.settings());
        settings.putAll(postgres.settings());
        settings.put("quarkus.http.port", ports.get(instance).toString());
        settings.put("herald.drain.window", "3s");
        settings.put("herald.log.tails", tails);
        instances[instance] = HeraldProcess.launchPackaged(settings);
    }

    int size() {
        return instances.length;
    }

    HeraldProcess instance(int number) {
        return instances[number];
    }

    Api api(int instance, String token) {
        return new Api(URI.create("http://127.0.0.1:" + ports.get(instance)), token);
    }

    Api publisher(int instance) {
        // Longer than any soak.
        return api(
                instance,
                Tokens.of("soak")
                        .groups("publisher")
                        .expiresIn(Duration.ofDays(30))
                        .sign());
    }

    @Override
    public void close() {
        for (int i = 0; i < instances.length; i++) {
            if (instances[i] != null) {
                end(i);
            }
        }
        redis.close();
        postgres.close();
    }
}
