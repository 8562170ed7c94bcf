package io.herald.testing;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A WebSocket over a socket, because no client library lets a test violate the protocol, cut the connection within a
 * frame, or stop reading. It offers compression as browsers do, unless that header line is empty.
 */
public final class RawWebSocket implements AutoCloseable {

    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    private final Socket socket;
    private final DataInputStream input;
    private final HttpHead head;
    private final boolean compresses;
    private final PerMessageDeflate deflate = new PerMessageDeflate();
    private final List<Frame> frames = new ArrayList<>();
    private boolean ended;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        InputStream buffered = new BufferedInputStream(socket.getInputStream());
        this.head = HttpHead.read(buffered);
        this.input = new DataInputStream(buffered);
        this.compresses = PerMessageDeflate.agreedBy(header(EXTENSIONS).orElse(""));
    }

    /** Connects with a token and reads in the background. */
    public static RawWebSocket open(URI base, String query, String token, String... more) {
        RawWebSocket client = stalled(base, query, token, more);
        client.read();
        return client;
    }

    /** Reads the response to the handshake, and no more until {@link #read()}. */
    public static RawWebSocket stalled(URI base, String query, String token, String... more) {
        List<String> lines = new ArrayList<>(List.of(more));
        lines.add("Authorization: Bearer " + token);
        return handshake(base, query, lines);
    }

    /** Adds header lines to the handshake. A line replaces one of the same name, and an empty value removes it. */
    public static RawWebSocket handshake(URI base, String query, List<String> lines) {
        Map<String, String> head = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.putAll(Map.of("Host", base.getAuthority(), "Upgrade", "websocket", "Connection", "Upgrade"));
        head.put("Sec-WebSocket-Version", "13");
        head.put(EXTENSIONS, PerMessageDeflate.OFFER);
        head.put("Sec-WebSocket-Key", Base64.getEncoder().encodeToString(new byte[16]));
        for (String line : lines) {
            String[] header = line.split(":\\s*", 2);
            head.put(header[0], header[1]);
        }
        StringBuilder request = new StringBuilder("GET /ws" + query + " HTTP/1.1\r\n");
        head.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.append(name).append(": ").append(value).append("\r\n");
            }
        });
        try {
            Socket socket = new Socket(base.getHost(), base.getPort());
            socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            return new RawWebSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void read() {
        Thread reader = new Thread(this::readAll, "ws-" + socket.getLocalPort());
        reader.setDaemon(true);
        reader.start();
    }

    public int status() {
        return head.status();
    }

    public Optional<String> header(String name) {
        return head.header(name);
    }

    public void send(String text) {
        message(Frame.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a message in one frame, compressed if the server has agreed. */
    public void message(int opcode, byte[] content) {
        Frame uncompressed = new Frame(Frame.FINAL | opcode, content);
        write((compresses ? PerMessageDeflate.compressed(opcode, content) : uncompressed).masked());
    }

    /** Sends a command with its name, data and id. */
    public void command(String event, String data, String id) {
        send("{\"event\":\"" + event + "\",\"data\":" + data + ",\"id\":\"" + id + "\"}");
    }

    /** Sends a command and returns its answer. */
    public String ask(String event, String data, String id) {
        command(event, data, id);
        return answer(id);
    }

    public String answer(String id) {
        return await(frame -> (frame.isEvent("ack") || frame.isEvent("error"))
                        && frame.text().contains("\"id\":\"" + id + "\""))
                .text();
    }

    /**
     * Sends a frame without compressing it.
     *
     * @param first FIN, reserved bits and opcode
     */
    public void frame(int first, byte[] payload) {
        write(new Frame(first, payload).masked());
    }

    /** Writes any bytes. */
    public void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The server has closed the connection. The frames before that are kept.
        }
    }

    public void closeWith(int code) {
        frame(Frame.FINAL | Frame.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    public List<Frame> events(String name) {
        return frames().stream().filter(frame -> frame.isEvent(name)).toList();
    }

    /** Waits for the first matching frame, including those already received. */
    public Frame await(Predicate<Frame> condition) {
        Await.until("a matching frame in " + this, () -> {
            boolean wasEnded = hasEnded();
            boolean found = frames().stream().anyMatch(condition);
            if (!found && wasEnded) {
                throw new AssertionError("ended: " + this);
            }
            return found;
        });
        return frames().stream().filter(condition).findFirst().orElseThrow();
    }

    public Frame await(String event) {
        return await(frame -> frame.isEvent(event));
    }

    public List<Frame> awaitCount(String event, int count) {
        Await.until(count + " × " + event + " in " + this, () -> events(event).size() >= count);
        return events(event);
    }

    /**
     * Waits for the close frame of the server and returns its code, or 1006 without one. The client does not answer it:
     * {@link #awaitEnd} shows how the server ends such a connection.
     */
    public int awaitClose() {
        Await.until(
                "the close frame of " + this, () -> hasEnded() || closeFrame().isPresent());
        return closeFrame().map(Frame::code).orElse(1006);
    }

    /** Waits until the server has closed the connection. */
    public void awaitEnd() {
        Await.until("the end of " + this, this::hasEnded);
    }

    private Optional<Frame> closeFrame() {
        return frames().stream().filter(frame -> frame.opcode() == Frame.CLOSE).findFirst();
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    /** Resets the connection without a close frame, possibly within a frame. */
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
    }

    @Override
    public String toString() {
        List<Frame> all = frames();
        return "socket of %d frames, the last %s"
                .formatted(
                        all.size(),
                        all.subList(Math.max(0, all.size() - 3), all.size()).stream()
                                .map(frame -> frame.opcode() + " " + frame.text())
                                .toList());
    }

    private void readAll() {
        try {
            while (true) {
                add(deflate.inflated(Frame.read(input)));
            }
        } catch (IOException e) {
            // Either side has cut the connection.
        } finally {
            end();
        }
    }

    private synchronized void add(Frame frame) {
        frames.add(frame);
    }

    private synchronized void end() {
        ended = true;
    }
}
