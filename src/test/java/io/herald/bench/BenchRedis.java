package io.herald.bench;

import io.herald.dev.DataDirectory;
import io.herald.dev.EmbeddedRedis;
import io.herald.dev.FreePorts;
import io.herald.dev.ProcessGuard;
import io.herald.testing.Await;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An empty Redis for one scenario, without persistence: the installed one if there is one, else the embedded one. */
final class BenchRedis implements AutoCloseable {

    private final int port;
    private final ProcessHandle process;
    private final ProcessGuard processGuard;

    private BenchRedis(int port, ProcessHandle process) {
        this.port = port;
        this.process = process;
        this.processGuard = ProcessGuard.of(process);
    }

    static BenchRedis start(DataDirectory dataDirectory, CpuPinning cpuPinning) {
        int port = FreePorts.free();
        Optional<Path> installed = installed();
        ProcessHandle process = installed.isPresent()
                ? start(installed.get(), dataDirectory, port, cpuPinning)
                : EmbeddedRedis.start(dataDirectory, port).process();
        cpuPinning.moveToServer(process.pid());
        BenchRedis redis = new BenchRedis(port, process);
        Await.until("Redis answers", () -> redis.execute("PING").startsWith("+"));
        redis.execute("FLUSHALL");
        redis.execute("CONFIG SET appendonly no");
        return redis;
    }

    private static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ProcessHandle start(Path binary, DataDirectory dataDirectory, int port, CpuPinning cpuPinning) {
        List<String> command = List.of(
                binary.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory-policy",
                "noeviction");
        try {
            return new ProcessBuilder(cpuPinning.onServer(command))
                    .directory(dataDirectory.directory("redis").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(dataDirectory.path().resolve("redis.log").toFile())
                    .start()
                    .toHandle();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    ProcessCost cost() {
        return new ProcessCost(process.pid());
    }

    /**
     * Reports that another instance is ready, or that none is. The service warms up only if there is one, and only if its settings
     * enable that: {@code -Dherald.warmup=10s}.
     */
    void reportReadyInstance(boolean exists) {
        execute(exists ? "SET herald:{0}:ready 1 PX 300000" : "DEL herald:{0}:ready");
    }

    /** Returns the number of XRANGE calls: every read of a history is one. */
    long historyReads() {
        String stats = execute("INFO commandstats");
        return stats.lines()
                .filter(line -> line.startsWith("cmdstat_xrange:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** Sends an inline command and returns the raw answer. */
    private String execute(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream()));
            StringBuilder text = new StringBuilder();
            answer.lines().forEach(line -> text.append(line).append('\n'));
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processGuard.close();
    }
}
