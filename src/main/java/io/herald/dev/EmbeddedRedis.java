package io.herald.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server process. Only the binary comes from the embedding library: the library connects the server's output to a
 * pipe of this process, and ends the server in a shutdown hook, which a live reload breaks.
 */
public record EmbeddedRedis(int port, ProcessHandle process) {

    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long POLL_NANOS = 5_000_000;

    /** Environment variable: the path of a redis-server or valkey-server that replaces the bundled one. */
    private static final String EXECUTABLE_VARIABLE = "HERALD_TEST_REDIS";

    /** Ends a server that an earlier run left in this directory, starts a new one, and returns when it answers. */
    public static EmbeddedRedis start(DataDirectory dataDirectory, int port) {
        return start(dataDirectory, List.of(), List.of(), port, List.of());
    }

    /**
     * Does the same with additional options.
     *
     * @param launcher a command that becomes the server, such as {@code env NAME=value}, or nothing
     * @param mode arguments before all settings on the command line, such as a configuration file
     * @param settings additional settings, as command-line options; later ones override earlier ones
     */
    public static EmbeddedRedis start(
            DataDirectory dataDirectory, List<String> launcher, List<String> mode, int port, List<String> settings) {
        PidFile pidFile = dataDirectory.pidFile("redis.pid");
        pidFile.endProcess();
        Path data = dataDirectory.directory("redis");
        try {
            List<String> command = new ArrayList<>(launcher);
            command.addAll(command(dataDirectory, mode, port, settings));
            Process process = new ProcessBuilder(command)
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            dataDirectory.path().resolve("redis.log").toFile()))
                    .start();
            EmbeddedRedis redis = new EmbeddedRedis(port, process.toHandle());
            redis.awaitPong(dataDirectory);
            pidFile.write(redis.process);
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /**
     * Returns the command line. Redis must not evict keys: only the service may trim a stream, and not Redis for lack of
     * memory.
     */
    private static List<String> command(DataDirectory dataDirectory, List<String> mode, int port, List<String> settings)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(binary(dataDirectory));
        command.addAll(mode);
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
        if (mode.isEmpty()) {
            command.addAll(List.of("--maxmemory-policy", "noeviction", "--appendonly", "yes", "--save", ""));
        }
        command.addAll(settings);
        return command;
    }

    private static String binary(DataDirectory dataDirectory) throws IOException {
        String configured = System.getenv(EXECUTABLE_VARIABLE);
        return configured != null
                ? configured
                : ExecutableProvider.newJarResourceProvider(
                                dataDirectory.directory("bin").toFile())
                        .get()
                        .getPath();
    }

    private void awaitPong(DataDirectory dataDirectory) throws IOException {
        while (!answers()) {
            if (!process.isAlive()) {
                throw new IOException(
                        "Redis did not start, see " + dataDirectory.path().resolve("redis.log"));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Returns whether Redis answers a {@code PING} with success. While Redis loads its data, it answers with an error. */
    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(PING);
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }
}
