package io.herald.testing;

import io.herald.dev.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A master, its replica, and three sentinels. */
public final class RedisSentinels implements AutoCloseable {

    private static final String NAME = "herald";
    private static final int SENTINELS = 3;

    private final @Nullable Certificates certificates;
    private final List<Integer> tlsPorts = new ArrayList<>();
    private final RedisServerProcess master;
    private final RedisServerProcess replica;
    private final List<RedisServerProcess> sentinels;

    private RedisSentinels(@Nullable Certificates certificates) {
        this.certificates = certificates;
        int port = FreePorts.free();
        master = server(port);
        replica = server(FreePorts.free(), "--replicaof", "127.0.0.1", Integer.toString(port));
        Await.until("the replica is in sync", () -> "up".equals(replica.field("master_link_status", "INFO")));
        sentinels = IntStream.range(0, SENTINELS)
                .mapToObj(i -> RedisServerProcess.sentinel(configuration(port)))
                .toList();
        Await.until("the sentinels know each other", () -> sentinels.stream().allMatch(this::knowsAll));
    }

    public static RedisSentinels started() {
        return new RedisSentinels(null);
    }

    /** Starts servers that use TLS among themselves and offer a TLS port to clients. */
    public static RedisSentinels started(Certificates certificates) {
        return new RedisSentinels(certificates);
    }

    /** @param port the announced port: the plain one, or the one for TLS */
    private RedisServerProcess server(int port, String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        if (certificates == null) {
            return RedisServerProcess.startedAt(port, settings.toArray(String[]::new));
        }
        settings.addAll(certificates.redis(port));
        return RedisServerProcess.started(settings.toArray(String[]::new));
    }

    /** Returns the addresses of the sentinels for TLS clients. */
    public String tlsUrls() {
        return tlsPorts.stream().map(port -> "rediss://localhost:" + port).collect(Collectors.joining(","));
    }

    /** For {@link HeraldProcess#start(Map)}. */
    public Map<String, String> settings() {
        return Map.of(
                "quarkus.redis.client-type",
                "sentinel",
                "quarkus.redis.master-name",
                NAME,
                "quarkus.redis.hosts",
                sentinels.stream().map(RedisServerProcess::url).collect(Collectors.joining(",")));
    }

    public RedisServerProcess master() {
        return master;
    }

    public RedisServerProcess replica() {
        return replica;
    }

    /**
     * Stops the replication. Suspending the replica is not enough: it would read the data in its socket buffer once it
     * resumes, and so lose nothing. Therefore its connection is closed too.
     */
    public void cutReplication() {
        replica.hang();
        master.execute("CLIENT", "KILL", "TYPE", "replica");
    }

    private Path configuration(int masterPort) {
        Path file = TestDirectory.dataDirectory().directory("sentinels").resolve(UUID.randomUUID() + ".conf");
        try {
            return Files.writeString(file, """
                sentinel monitor %1$s 127.0.0.1 %2$d 2
                sentinel down-after-milliseconds %1$s 1000
                sentinel failover-timeout %1$s 10000
                """.formatted(NAME, masterPort) + tls());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the options of the command line in the syntax of the configuration file. */
    private String tls() {
        if (certificates == null) {
            return "";
        }
        int port = FreePorts.free();
        tlsPorts.add(port);
        return String.join(" ", certificates.redis(port)).replace(" --", "\n").replaceFirst("--", "") + "\n";
    }

    private boolean knowsAll(RedisServerProcess sentinel) {
        List<?> fields = (List<?>) sentinel.execute("SENTINEL", "MASTER", NAME);
        return "1".equals(fields.get(fields.indexOf("num-slaves") + 1))
                && Integer.toString(SENTINELS - 1).equals(fields.get(fields.indexOf("num-other-sentinels") + 1));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServerProcess::close);
        replica.resume();
        replica.close();
        master.close();
    }
}
