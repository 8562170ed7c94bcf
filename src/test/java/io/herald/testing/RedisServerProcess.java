package io.herald.testing;

import io.herald.dev.DataDirectory;
import io.herald.dev.EmbeddedRedis;
import io.herald.dev.FreePorts;
import io.herald.dev.ProcessGuard;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A Redis for one test, which can hang, kill, restart and flush it. It keeps its port and its data. */
public final class RedisServerProcess implements AutoCloseable {

    private final DataDirectory dataDirectory =
            new DataDirectory(TestDirectory.dataDirectory().directory("redis-" + UUID.randomUUID()));
    private final List<String> launcher;
    private final List<String> mode;
    private final List<String> settings;
    private final int port;
    private EmbeddedRedis redis;
    private ProcessGuard processGuard;

    private RedisServerProcess(int port, List<String> launcher, List<String> mode, List<String> settings) {
        this.port = port;
        this.launcher = launcher;
        this.mode = mode;
        this.settings = settings;
        start();
    }

    public static RedisServerProcess started(String... settings) {
        return startedAt(FreePorts.free(), settings);
    }

    /** Starts a Redis with another data directory ({@code --dir}) in place of one that was stopped. */
    public static RedisServerProcess startedAt(int port, String... settings) {
        return new RedisServerProcess(port, List.of(), List.of(), List.of(settings));
    }

    /** Starts a Redis by a command that becomes it, such as {@code env NAME=value}. */
    public static RedisServerProcess startedBy(List<String> launcher) {
        return new RedisServerProcess(FreePorts.free(), launcher, List.of(), List.of());
    }

    /** Starts a sentinel, which writes to its configuration file. */
    static RedisServerProcess sentinel(Path configuration) {
        return new RedisServerProcess(
                FreePorts.free(), List.of(), List.of(configuration.toString(), "--sentinel"), List.of());
    }

    public int port() {
        return port;
    }

    public String url() {
        return redis.url();
    }

    /** For {@link HeraldProcess#start(Map)}. */
    public Map<String, String> settings() {
        return Map.of("quarkus.redis.hosts", url());
    }

    public void start() {
        redis = EmbeddedRedis.start(dataDirectory, launcher, mode, port, settings);
        processGuard = ProcessGuard.of(redis.process());
    }

    /** Suspends the process: it neither answers nor closes its connections, like a hung machine. */
    public void hang() {
        Signal.STOP.to(redis.process().pid());
    }

    public void resume() {
        Signal.CONT.to(redis.process().pid());
    }

    public void kill() {
        Signal.KILL.to(redis.process().pid());
        redis.process().onExit().join();
        processGuard.close();
    }

    /** Shuts down the server, which writes all data to disk. */
    public void stop() {
        processGuard.close();
    }

    public void restart() {
        stop();
        start();
    }

    public void flush() {
        execute("FLUSHALL");
    }

    /** Runs a command. Returns a string, a number, null or a list of these, and throws on an error reply. */
    public Object execute(String... command) {
        return RedisWire.execute(port, command);
    }

    /** Returns one value of the reply to a command such as INFO. */
    public String field(String name, String... command) {
        return execute(command)
                .toString()
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        processGuard.close();
    }
}
