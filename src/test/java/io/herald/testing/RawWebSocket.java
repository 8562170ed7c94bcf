package io.herald.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
 * A WebSocket over a bare socket: no client library would let a test send what the protocol forbids, cut the connection
 * in the middle of a frame, or stop reading.
 */
public final class RawWebSocket implements AutoCloseable {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    public static final int FINAL = 0x80;

    private static final byte[] MASK = {1, 2, 3, 4};

    /** One frame of the server. */
    public record Frame(int first, byte[] payload) {

        public int opcode() {
            return first & 15;
        }

        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        public boolean isEvent(String name) {
            return opcode() == TEXT && text().contains("\"event\":\"" + name + "\"");
        }

        /** Of a close frame; 1005 for none. */
        public int code() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    private final Socket socket;
    private final DataInputStream input;
    private final int status;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<Frame> frames = new ArrayList<>();
    private boolean ended;

    private RawWebSocket(Socket socket) throws IOException {
        this.socket = socket;
        InputStream buffered = new BufferedInputStream(socket.getInputStream());
        this.status = Integer.parseInt(HttpLines.read(buffered).split(" ")[1]);
        for (String line = HttpLines.read(buffered); !line.isEmpty(); line = HttpLines.read(buffered)) {
            String[] header = line.split(":\\s*", 2);
            headers.put(header[0], header[1]);
        }
        this.input = new DataInputStream(buffered);
    }

    /** Connects with a token and reads from now on in the background. */
    public static RawWebSocket open(URI base, String query, String token, String... more) {
        RawWebSocket client = stalled(base, query, token, more);
        client.read();
        return client;
    }

    /** Reads the answer to the handshake, and no more until {@link #read()}. */
    public static RawWebSocket stalled(URI base, String query, String token, String... more) {
        List<String> lines = new ArrayList<>(List.of(more));
        lines.add("Authorization: Bearer " + token);
        return handshake(base, query, lines);
    }

    /** With these header lines besides those of the handshake; a line of the same name takes the other's place. */
    public static RawWebSocket handshake(URI base, String query, List<String> lines) {
        Map<String, String> head = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.putAll(Map.of("Host", base.getAuthority(), "Upgrade", "websocket", "Connection", "Upgrade"));
        head.put("Sec-WebSocket-Version", "13");
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
        return status;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public void send(String text) {
        frame(FINAL | TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A command, in the order of the protocol: its name, its data, its id. */
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

    /** @param first FIN, reserved bits and opcode */
    public void frame(int first, byte[] payload) {
        write(encode(first, payload));
    }

    public static byte[] encode(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.writeBytes(new byte[] {(byte) (0x80 | 126), (byte) (payload.length >> 8), (byte) payload.length});
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % 4]);
        }
        return frame.toByteArray();
    }

    /** Any bytes, as they are. */
    public void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The server has closed: what it said before is among the frames.
        }
    }

    public void closeWith(int code) {
        frame(FINAL | CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    public List<Frame> events(String name) {
        return frames().stream().filter(frame -> frame.isEvent(name)).toList();
    }

    /** The first frame that fits, however long ago it came. */
    public Frame await(Predicate<Frame> wanted) {
        Waiting.until("such a frame in " + this, () -> {
            boolean over = hasEnded();
            boolean found = frames().stream().anyMatch(wanted);
            if (!found && over) {
                throw new AssertionError("ended: " + this);
            }
            return found;
        });
        return frames().stream().filter(wanted).findFirst().orElseThrow();
    }

    public Frame await(String event) {
        return await(frame -> frame.isEvent(event));
    }

    public List<Frame> awaitCount(String event, int count) {
        Waiting.until(count + " × " + event + " in " + this, () -> events(event).size() >= count);
        return events(event);
    }

    /** The code with which the server has closed; 1006 where it went without one. */
    public int awaitClose() {
        Waiting.until("the end of " + this, this::hasEnded);
        return frames().stream()
                .filter(frame -> frame.opcode() == CLOSE)
                .findFirst()
                .map(Frame::code)
                .orElse(1006);
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    /** RST and no goodbye, wherever in a frame either side is. */
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
                int first = input.readUnsignedByte();
                int length = input.readUnsignedByte();
                long size = length < 126 ? length : length == 126 ? input.readUnsignedShort() : input.readLong();
                byte[] payload = input.readNBytes((int) size);
                add(new Frame(first, payload));
            }
        } catch (IOException e) {
            // Cut by either side: the end, like any other.
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
