package io.herald.presence;

import io.herald.event.Envelope;
import io.herald.json.JsonWriter;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The entry of one connection of this instance in Redis. Thread-safe. */
final class ConnectionEntry {

    private final String connection;
    private final String user;
    private final Instant since;
    private final Set<String> rooms = ConcurrentHashMap.newKeySet();
    private volatile long order = ConnectionStore.NEW;
    private volatile boolean visible;
    private CompletableFuture<Void> lastWrite = CompletableFuture.completedFuture(null);

    ConnectionEntry(String connection, String user, Instant since) {
        this.connection = connection;
        this.user = user;
        this.since = since;
    }

    String user() {
        return user;
    }

    Set<String> rooms() {
        return rooms;
    }

    long order() {
        return order;
    }

    void setOrder(long given) {
        order = given;
    }

    boolean isVisible() {
        return visible;
    }

    void setVisible(boolean value) {
        visible = value;
    }

    /**
     * Runs a write after the previous one of this entry has ended: two concurrent calls may use different Redis connections
     * and overtake each other.
     */
    synchronized CompletionStage<Void> write(Supplier<Uni<Void>> write) {
        lastWrite = lastWrite
                .exceptionally(failed -> null)
                .thenCompose(ended -> write.get().subscribeAsCompletionStage());
        return lastWrite;
    }

    /** Returns the description of the connection. The script {@code connections} changes its end. */
    String describe(String instance) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("connection", connection)
                .field("instance", instance)
                .field("since", Envelope.time(since))
                .name("rooms")
                .array();
        new TreeSet<>(rooms).forEach(json::value);
        json.endArray();
        if (visible) {
            json.field("visible", true);
        }
        return json.endObject().raw().toJson();
    }
}
