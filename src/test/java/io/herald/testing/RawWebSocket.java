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
 * A WebSocket over a bare socket: no client library would let a test send what the protocol forbids, cut the connection
 * in the middle of a frame, or stop reading. It offers compression, as every browser does, unless the header line is given empty.
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

    /** With these header lines besides those of the handshake; a line of the same name replaces one, an empty one removes it. */
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

    /** A message in one frame, compressed if the server has agreed. */
    public void message(int opcode, byte[] content) {
        Frame plain = new Frame(Frame.FINAL | opcode, content);
        write((compresses ? PerMessageDeflate.compressed(opcode, content) : plain).masked());
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

    /**
     * A frame as it is given, never compressed here.
     *
     * @param first FIN, reserved bits and opcode
     */
    public void frame(int first, byte[] payload) {
        write(new Frame(first, payload).masked());
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
        frame(Frame.FINAL | Frame.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    public synchronized List<Frame> frames() {
        return List.copyOf(frames);
    }

    public List<Frame> events(String name) {
        return frames().stream().filter(frame -> frame.isEvent(name)).toList();
    }

    /** The first frame that fits, however long ago it came. */
    public Frame await(Predicate<Frame> wanted) {
        Await.until("such a frame in " + this, () -> {
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
        Await.until(count + " × " + event + " in " + this, () -> events(event).size() >= count);
        return events(event);
    }

    /**
     * The code with which the server has closed; 1006 where it went without one. It is not answered: what the server makes
     * of a peer that does not answer is seen by {@link #awaitEnd}.
     */
    public int awaitClose() {
        Await.until("the close of " + this, () -> hasEnded() || closing().isPresent());
        return closing().map(Frame::code).orElse(1006);
    }

    /** Until the server has let go of the connection. */
    public void awaitEnd() {
        Await.until("the end of " + this, this::hasEnded);
    }

    private Optional<Frame> closing() {
        return frames().stream().filter(frame -> frame.opcode() == Frame.CLOSE).findFirst();
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
                add(deflate.inflated(Frame.read(input)));
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
