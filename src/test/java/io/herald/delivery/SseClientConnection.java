package io.herald.delivery;

import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A connection over SSE. */
record SseClientConnection(SseClient stream) implements ClientConnection {

    private static final Set<String> WITHOUT_CHANNEL = Set.of("ready", "reset", "hb", "evicted", "unavailable");

    static SseClientConnection open(URI base, String token, ConnectRequest request) {
        return new SseClientConnection(
                SseClient.open(base.resolve("/api/v1/stream?" + request.parameters("lastEventId")), token));
    }

    @Override
    public int status() {
        return stream.status();
    }

    @Override
    public List<String> received() {
        return stream.events().stream()
                .filter(SseClientConnection::hasData)
                .map(SseClientConnection::message)
                .toList();
    }

    /** A block that only sets the retry time is no event. */
    private static boolean hasData(SseEvent event) {
        return !event.data().isEmpty();
    }

    private static String message(SseEvent event) {
        return WITHOUT_CHANNEL.contains(event.event())
                ? "{\"event\":\"" + event.event() + "\",\"data\":" + event.data() + "}"
                : event.data();
    }

    @Override
    public Optional<String> end() {
        return stream.hasEnded() ? Optional.of("end") : Optional.empty();
    }

    @Override
    public void close() {
        stream.cut();
    }
}
