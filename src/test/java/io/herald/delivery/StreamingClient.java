package io.herald.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Reads what a connection receives, in order, and keeps the position of what it has read. The same for all transports. */
final class StreamingClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WITHOUT_CHANNEL = Set.of("ready", "reset", "hb", "evicted", "unavailable");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ClientTransport transport;
    private final ClientConnection connection;
    private int read;
    private String cursor = "";
    private boolean closed;

    private StreamingClient(ClientTransport transport, ClientConnection connection) {
        this.transport = transport;
        this.connection = connection;
    }

    static StreamingClient connect(ClientTransport transport, URI base, String token, ConnectRequest request) {
        StreamingClient client = new StreamingClient(transport, transport.connect(base, token, request));
        client.cursor = client.ready().get("cursor").asText();
        assertEquals(List.of("ready"), client.begin(1));
        return client;
    }

    ClientTransport transport() {
        return transport;
    }

    boolean isRecovered() {
        return ready().get("recovered").asBoolean();
    }

    private JsonNode ready() {
        return awaitData("ready", TIMEOUT);
    }

    /** Waits for the first reset of this connection, and returns its data. */
    JsonNode awaitReset(Duration timeout) {
        return awaitData("reset", timeout);
    }

    private JsonNode awaitData(String event, Duration timeout) {
        Await.until(event + " in " + this, timeout, () -> !data(event).isEmpty());
        return data(event).get(0);
    }

    /** Returns the names of the first messages of this connection. */
    List<String> begin(int count) {
        return connection.received().stream()
                .limit(count)
                .map(message -> tree(message).get("event").asText())
                .toList();
    }

    List<JsonNode> resets() {
        return data("reset");
    }

    private List<JsonNode> data(String event) {
        return connection.received().stream()
                .map(StreamingClient::tree)
                .filter(message -> message.get("event").asText().equals(event))
                .map(message -> message.path("data"))
                .toList();
    }

    /** Waits for the next envelope. */
    ReceivedEnvelope next() {
        List<ReceivedEnvelope> found = new ArrayList<>();
        Await.until("another envelope in " + this, () -> {
            boolean over = connection.end().isPresent();
            if (advance(found)) {
                return true;
            }
            if (over) {
                throw new AssertionError("ended: " + this);
            }
            return false;
        });
        return found.get(0);
    }

    private boolean advance(List<ReceivedEnvelope> found) {
        List<String> received = connection.received();
        while (read < received.size()) {
            String json = received.get(read++);
            ReceivedEnvelope envelope = new ReceivedEnvelope(json, tree(json));
            if (!WITHOUT_CHANNEL.contains(envelope.text("event"))) {
                cursor = envelope.has("cursor") ? envelope.text("cursor") : cursor;
                return found.add(envelope);
            }
        }
        return false;
    }

    /** Waits for envelopes up to the first that fits, and returns all of them. */
    List<ReceivedEnvelope> upTo(Predicate<ReceivedEnvelope> last) {
        List<ReceivedEnvelope> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!last.test(all.get(all.size() - 1)));
        return all;
    }

    /** Returns the position from which a new connection continues after what was read. */
    String cursor() {
        return cursor;
    }

    /** Waits until the server has ended the connection, and returns how, as {@link ClientConnection#end()} does. */
    String awaitEnd(Duration timeout) {
        Await.until("the end of " + this, timeout, () -> connection.end().isPresent());
        return connection.end().orElseThrow();
    }

    boolean hasEnded() {
        return connection.end().isPresent();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            connection.close();
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    @Override
    public String toString() {
        List<String> all = connection.received();
        return "%s after %d messages, the last %s"
                .formatted(transport, all.size(), all.subList(Math.max(0, all.size() - 3), all.size()));
    }
}
