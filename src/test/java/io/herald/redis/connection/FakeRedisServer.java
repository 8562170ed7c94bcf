package io.herald.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.dev.FreePorts;
import io.herald.vertx.ReadNotifyingVertx;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A server of the Redis protocol whose answers and speed a test determines. */
public final class FakeRedisServer implements AutoCloseable {

    public static final byte[] OK = "+OK\r\n".getBytes(UTF_8);
    public static final byte[] NIL = "*-1\r\n".getBytes(UTF_8);

    private final ServerSocket server;
    private final Function<List<String>, byte[]> answers;
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, Integer> commands = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int chunk = Integer.MAX_VALUE;
    private volatile long pauseNanos;
    private volatile int bytesOfConnection = Integer.MAX_VALUE;

    public FakeRedisServer(Function<List<String>, byte[]> answers) {
        this.answers = answers;
        try {
            this.server = new ServerSocket(FreePorts.free(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    /** From now on, answers are sent in chunks of so many bytes with a pause after each. */
    public void trickle(int bytes, long pauseMillis) {
        chunk = bytes;
        pauseNanos = pauseMillis * 1_000_000;
    }

    /** From now on, each connection breaks after so many bytes. */
    public void breakAfter(int bytes) {
        bytesOfConnection = bytes;
    }

    public int connections() {
        return connections.get();
    }

    /** Returns how often a command was received, without the handshake. */
    public int times(String command) {
        return commands.getOrDefault(command, 0);
    }

    Redis client(Vertx vertx, Runnable onRead) {
        RedisOptions options = new RedisOptions()
                .setProtocolNegotiation(false)
                .setConnectionString("redis://127.0.0.1:" + server.getLocalPort());
        return Redis.createClient(new ReadNotifyingVertx(vertx, onRead), options);
    }

    /** Returns a locator that maps all keys to this server. */
    public ServerLocator alone(Vertx vertx) {
        return new FakeServerLocator(vertx, this);
    }

    public static byte[] error(String text) {
        return ("-" + text + "\r\n").getBytes(UTF_8);
    }

    public static byte[] bulk(String text) {
        return ("$" + text.getBytes(UTF_8).length + "\r\n" + text + "\r\n").getBytes(UTF_8);
    }

    public static byte[] array(List<byte[]> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + parts.size() + "\r\n").getBytes(UTF_8));
        parts.forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    public static byte[] array(String... texts) {
        return array(List.of(texts).stream().map(FakeRedisServer::bulk).toList());
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                sockets.add(client);
                connections.incrementAndGet();
                thread(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (int sent = 0; sent < bytesOfConnection; ) {
                byte[] answer = answer(command(in));
                write(client.getOutputStream(), answer, Math.min(bytesOfConnection - sent, answer.length));
                sent += answer.length;
            }
        } catch (IOException closed) {
            // The client has closed the connection, or the test has ended.
        }
    }

    private byte[] answer(List<String> command) {
        String name = command.get(0).toUpperCase();
        if (name.equals("PING")) {
            return OK;
        }
        commands.merge(name, 1, Integer::sum);
        return answers.apply(command);
    }

    private void write(OutputStream out, byte[] bytes, int length) throws IOException {
        for (int from = 0; from < length; from += Math.min(chunk, length - from)) {
            out.write(bytes, from, Math.min(chunk, length - from));
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    private static List<String> command(InputStream in) throws IOException {
        int parts = Integer.parseInt(line(in).substring(1));
        List<String> command = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            command.add(new String(in.readNBytes(length), UTF_8));
            in.skipNBytes(2);
        }
        return command;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().trim();
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "hand-made-redis");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
