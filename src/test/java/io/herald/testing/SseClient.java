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
 * An event stream over a socket, because no client library lets a test cut the connection within an event or stop
 * reading. It does not reconnect: a test passes {@link #lastEventId()} to the next client.
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

    /** Connects and reads in the background. */
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

    /** Reads the head of the response, and no more until {@link #read()}. */
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

    /** Returns all events so far, in order of arrival. */
    public synchronized List<SseEvent> events() {
        return List.copyOf(events);
    }

    /** Returns the newest event of this name. */
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

    /** Waits for the first matching event, including those already received. */
    public SseEvent await(Predicate<SseEvent> condition) {
        Await.until(
                "a matching event in " + this,
                () -> holdsUnlessEnded(() -> first(condition).isPresent()));
        return first(condition).orElseThrow();
    }

    /** Waits like {@link #await}, but returns null if the stream is rejected with an {@code unavailable} event. */
    public @Nullable SseEvent awaitIfServed(Predicate<SseEvent> condition) {
        SseEvent event = await(condition.or(other -> other.is("unavailable")));
        return condition.test(event) ? event : null;
    }

    public SseEvent await(String name) {
        return await(event -> event.is(name));
    }

    public List<SseEvent> awaitCount(String name, int count) {
        Await.until(
                count + " × " + name + " in " + this,
                () -> holdsUnlessEnded(() -> events(name).size() >= count));
        return events(name);
    }

    public void awaitEnd(Duration timeout) {
        Await.until("the end of " + this, timeout, this::hasEnded);
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    /** Returns the last id, with which the next connection resumes. */
    public Optional<String> lastEventId() {
        return events().stream().map(SseEvent::id).filter(id -> id != null).reduce((first, second) -> second);
    }

    /** Resets the connection, possibly within an event. */
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

    private Optional<SseEvent> first(Predicate<SseEvent> condition) {
        return events().stream().filter(condition).findFirst();
    }

    /** Reads the end first: otherwise an event between the two reads would be missed. */
    private boolean holdsUnlessEnded(BooleanSupplier condition) {
        boolean wasEnded = hasEnded();
        if (condition.getAsBoolean()) {
            return true;
        }
        if (wasEnded) {
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
            // Either side has cut the connection.
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
