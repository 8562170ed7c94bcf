package io.herald.testing;

import io.herald.dev.Ports;
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

/** A master, its replica, and three real sentinels that watch over them. */
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
        int port = Ports.free();
        master = server(port);
        replica = server(Ports.free(), "--replicaof", "127.0.0.1", Integer.toString(port));
        Await.until("the replica is in sync", () -> "up".equals(replica.told("master_link_status", "INFO")));
        sentinels = IntStream.range(0, SENTINELS)
                .mapToObj(i -> RedisServerProcess.sentinel(configuration(port)))
                .toList();
        Await.until("the sentinels know each other", () -> sentinels.stream().allMatch(this::knowsAll));
    }

    public static RedisSentinels started() {
        return new RedisSentinels(null);
    }

    /** Who all talk to each other over TLS, and on a port more to clients. */
    public static RedisSentinels started(Certificates certificates) {
        return new RedisSentinels(certificates);
    }

    /** @param port the one that it is known by: its own, or that for TLS */
    private RedisServerProcess server(int port, String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        if (certificates == null) {
            return RedisServerProcess.startedAt(port, settings.toArray(String[]::new));
        }
        settings.addAll(certificates.redis(port));
        return RedisServerProcess.started(settings.toArray(String[]::new));
    }

    /** The sentinels' addresses for clients that speak TLS. */
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
     * From now on the replica gets nothing more. It is stopped, and its connection is broken too: what waited there would
     * be read, and so not be lost, once it goes on.
     */
    public void cutReplication() {
        replica.hang();
        master.ask("CLIENT", "KILL", "TYPE", "replica");
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

    /** As in the file what is with dashes on the command line. */
    private String tls() {
        if (certificates == null) {
            return "";
        }
        int port = Ports.free();
        tlsPorts.add(port);
        return String.join(" ", certificates.redis(port)).replace(" --", "\n").replaceFirst("--", "") + "\n";
    }

    private boolean knowsAll(RedisServerProcess sentinel) {
        List<?> told = (List<?>) sentinel.ask("SENTINEL", "MASTER", NAME);
        return "1".equals(told.get(told.indexOf("num-slaves") + 1))
                && Integer.toString(SENTINELS - 1).equals(told.get(told.indexOf("num-other-sentinels") + 1));
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServerProcess::close);
        replica.resume();
        replica.close();
        master.close();
    }
}
