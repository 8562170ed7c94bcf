package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Another server with a Redis of its own, which the same load measures. */
abstract class Peer implements AutoCloseable {

    private final BenchRedis redis;
    private final Process process;
    private final BenchTarget target;

    /** @param command starts the server, which listens on the port */
    Peer(ScenarioFixture fixture, BenchRedis redis, int port, List<String> command, String credential) {
        this.redis = redis;
        try {
            this.process = new ProcessBuilder(fixture.cpuPinning.onServer(command))
                    .redirectErrorStream(true)
                    .redirectOutput(
                            fixture.dataDirectory.path().resolve("peer.log").toFile())
                    .start();
        } catch (IOException e) {
            redis.close();
            throw new UncheckedIOException(e);
        }
        LoadLoop loop = new LoadLoop(URI.create("http://127.0.0.1:" + port));
        this.target = new BenchTarget(loop, new LoadPublisher(loop.host(), credential), this::costs);
    }

    private CpuCosts costs() {
        long server = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .mapToLong(each -> new ProcessCost(each.pid()).cpuMicros())
                .sum();
        long load = new ProcessCost(ProcessHandle.current().pid()).cpuMicros();
        return new CpuCosts(server, 0, redis.cost().cpuMicros(), load);
    }

    BenchTarget target() {
        return target;
    }

    abstract StreamProtocol streams();

    /**
     * Streams of one channel each.
     *
     * @param path returns the path of a channel
     */
    record ChannelStreams(UnaryOperator<String> path, byte[] opened) implements StreamProtocol {
        @Override
        public byte[] request(String host, int number, String query, @Nullable String cursor) {
            String channel = query.isEmpty() ? BenchTokens.name(number) : query;
            return ("GET " + path.apply(channel) + " HTTP/1.1\r\nHost: " + host
                            + "\r\nAccept: text/event-stream\r\n\r\n")
                    .getBytes(ISO_8859_1);
        }
    }

    /**
     * Returns messages that are published by a call each.
     *
     * @param channel returns the channel of a message by its number
     */
    abstract BenchMessages messages(IntFunction<String> channel, int size);

    static Path write(ScenarioFixture fixture, String name, String content) {
        try {
            return Files.writeString(fixture.dataDirectory.path().resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        target.loadLoop().close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        redis.close();
    }
}
