package io.herald.testing;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An event stream over a bare socket: no client library would let a test cut the connection in the middle of a frame,
 * or stop reading. It does not reconnect: {@link #lastEventId()} is for the next one.
 */
public final class SseClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream input;
    private final HttpHead head;
    private final List<SseEvent> events = new ArrayList<>();
    private boolean ended;

    private SseClient(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
        this.head = HttpHead.read(input);
    }

    /** Connects, and reads from now on in the background. */
    public static SseClient open(URI uri, String token) {
        return open(uri, Map.of("Authorization", "Bearer " + token));
    }

    public static SseClient resume(URI uri, String token, String lastEventId) {
        return open(uri, Map.of("Authorization", "Bearer " + token, "Last-Event-ID", lastEventId));
    }

    public static SseClient open(URI uri, Map<String, String> headers) {
        SseClient client = stalled(uri, headers);
        client.read();
        return client;
    }

    /** Reads the head of the response and no more until {@link #read()}: the reader that can't keep up. */
    public static SseClient stalled(URI uri, Map<String, String> headers) {
        try {
            Socket socket = new Socket(uri.getHost(), uri.getPort());
            socket.getOutputStream().write(request(uri, headers).getBytes(StandardCharsets.UTF_8));
            return new SseClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void read() {
        Thread reader = new Thread(this::readAll, "sse-" + socket.getLocalPort());
        reader.setDaemon(true);
        reader.start();
    }

    public int status() {
        return head.status();
    }

    public Optional<String> header(String name) {
        return head.header(name);
    }

    /** All so far, in order of arrival. */
    public synchronized List<SseEvent> events() {
        return List.copyOf(events);
    }

    /** The newest of its name. */
    public synchronized Optional<SseEvent> last(String name) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).is(name)) {
                return Optional.of(events.get(i));
            }
        }
        return Optional.empty();
    }

    public List<SseEvent> events(String name) {
        return events().stream().filter(event -> event.is(name)).toList();
    }

    /** The first event that fits, however long ago it came. */
    public SseEvent await(Predicate<SseEvent> wanted) {
        Await.until(
                "such an event in " + this,
                () -> holdsBeforeTheEnd(() -> first(wanted).isPresent()));
        return first(wanted).orElseThrow();
    }

    /** The same, or null where the service cannot serve this stream at the moment: a browser would come again. */
    public @Nullable SseEvent awaitIfServed(Predicate<SseEvent> wanted) {
        SseEvent event = await(wanted.or(other -> other.is("unavailable")));
        return wanted.test(event) ? event : null;
    }

    public SseEvent await(String name) {
        return await(event -> event.is(name));
    }

    public List<SseEvent> awaitCount(String name, int count) {
        Await.until(
                count + " × " + name + " in " + this,
                () -> holdsBeforeTheEnd(() -> events(name).size() >= count));
        return events(name);
    }

    public void awaitEnd(Duration patience) {
        Await.until("the end of " + this, patience, this::hasEnded);
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    /** What the next connection goes on from: the last id there was, as in a browser. */
    public Optional<String> lastEventId() {
        return events().stream().map(SseEvent::id).filter(id -> id != null).reduce((first, second) -> second);
    }

    /** RST and no goodbye, wherever in a frame the server is. */
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
        List<SseEvent> all = events();
        return "stream of %d events, the last %s"
                .formatted(all.size(), all.subList(Math.max(0, all.size() - 3), all.size()));
    }

    private Optional<SseEvent> first(Predicate<SseEvent> wanted) {
        return events().stream().filter(wanted).findFirst();
    }

    /** The end is looked at first, or an event between the two looks would be missed. */
    private boolean holdsBeforeTheEnd(BooleanSupplier condition) {
        boolean over = hasEnded();
        if (condition.getAsBoolean()) {
            return true;
        }
        if (over) {
            throw new AssertionError("ended: " + this);
        }
        return false;
    }

    private void readAll() {
        SseParser parser = new SseParser();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                parser.line(line).ifPresent(this::add);
            }
        } catch (IOException e) {
            // Cut by either side: the end, like any other.
        } finally {
            end();
        }
    }

    private InputStream body() {
        return header("Transfer-Encoding").isPresent() ? new ChunkedBody(input) : input;
    }

    private synchronized void add(SseEvent event) {
        events.add(event);
    }

    private synchronized void end() {
        ended = true;
    }

    private static String request(URI uri, Map<String, String> headers) {
        String target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        line(request, "Host", uri.getAuthority());
        line(request, "Accept", "text/event-stream");
        headers.forEach((name, value) -> line(request, name, value));
        return request.append("\r\n").toString();
    }

    private static void line(StringBuilder request, String name, String value) {
        request.append(name).append(": ").append(value).append("\r\n");
    }
}
