package io.herald.testing;

import io.herald.dev.EmbeddedRedis;
import io.herald.dev.Home;
import io.herald.dev.Leash;
import io.herald.dev.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** A Redis of a test's own, that it may hang, kill, restart and flush. It keeps its port and its data. */
public final class RedisServerProcess implements AutoCloseable {

    private final Home home = new Home(TestHome.home().directory("redis-" + UUID.randomUUID()));
    private final int port = Ports.free();
    private EmbeddedRedis redis;
    private Leash leash;

    private RedisServerProcess() {
        start();
    }

    public static RedisServerProcess started() {
        return new RedisServerProcess();
    }

    public String url() {
        return redis.url();
    }

    /** For {@link HeraldProcess#start(Map)}. */
    public Map<String, String> settings() {
        return Map.of("quarkus.redis.hosts", url());
    }

    public void start() {
        redis = EmbeddedRedis.start(home, port);
        leash = Leash.of(redis.process());
    }

    /** It neither answers nor breaks its connections: what a hung machine looks like from outside. */
    public void hang() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    public void kill() {
        signal("KILL");
        redis.process().onExit().join();
        leash.close();
    }

    /** In an orderly way: everything is on disk. */
    public void stop() {
        leash.close();
    }

    public void restart() {
        stop();
        start();
    }

    public void flush() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != '+') {
                throw new AssertionError("Redis did not flush");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        leash.close();
    }

    private void signal(String name) {
        try {
            new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            "kill -" + name + " " + redis.process().pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
