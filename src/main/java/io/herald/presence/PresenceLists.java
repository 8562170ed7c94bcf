package io.herald.presence;

import io.herald.event.Envelope;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.presence.PagePart.Entry;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Lists who is present on all instances, by name, in pages. One call reads one page of each partition. Fails with a 503 problem
 * while Redis is unavailable.
 */
@ApplicationScoped
class PresenceLists {

    private static final int MICROS = 1_000;

    private final PresenceStore store;
    private final ConnectionStore connections;

    PresenceLists(PresenceStore store, ConnectionStore connections) {
        this.store = store;
        this.connections = connections;
    }

    /** Returns the users with connections. */
    Uni<PagePart<String>> users(String prefix, String after, int limit) {
        return merge(
                partition -> connections.users(partition, prefix, after, limit + 1), limit, PresenceLists::toUsers);
    }

    /** Returns the connections of all users. */
    Uni<PagePart<ConnectionPosition>> connections(String prefix, ConnectionPosition after, int limit) {
        return merge(
                partition -> connections.connections(partition, prefix, after, limit + 1),
                limit,
                PresenceLists::toConnections);
    }

    /** Returns the rooms that users follow. */
    Uni<PagePart<String>> rooms(String prefix, String after, int limit) {
        int most = limit + 1;
        return merge(partition -> store.rooms(partition, prefix, after, most), limit, reply -> toRooms(reply, most));
    }

    private interface Decoder<P extends Comparable<P>> {
        PagePart<P> decode(Response reply);
    }

    private <P extends Comparable<P>> Uni<PagePart<P>> merge(
            IntFunction<Uni<Response>> read, int limit, Decoder<P> decoder) {
        List<Uni<PagePart<P>>> parts = IntStream.range(0, store.partitions())
                .mapToObj(partition -> read.apply(partition).map(decoder::decode))
                .toList();
        return Uni.join().all(parts).andFailFast().map(all -> PagePart.merge(all, limit));
    }

    private static PagePart<String> toUsers(Response reply) {
        List<Entry<String>> entries = new ArrayList<>();
        for (int i = 1; i < reply.size(); i += 3) {
            String user = reply.get(i).toString();
            JsonWriter json = new JsonWriter()
                    .object()
                    .field("user", user)
                    .field("connections", reply.get(i + 1).toLong())
                    .field("since", time(reply.get(i + 2).toLong()))
                    .endObject();
            entries.add(new Entry<>(user, json.raw()));
        }
        return new PagePart<>(entries, textOrNull(reply.get(0)));
    }

    private static PagePart<ConnectionPosition> toConnections(Response reply) {
        List<Entry<ConnectionPosition>> entries = new ArrayList<>();
        for (int i = 2; i < reply.size(); i += 3) {
            String user = reply.get(i).toString();
            String description = reply.get(i + 2).toString();
            // The characters of a user's name need no escapes.
            RawJson json = parse("{\"user\":\"" + user + "\"," + description.substring(1));
            entries.add(
                    new Entry<>(new ConnectionPosition(user, reply.get(i + 1).toLong()), json));
        }
        String user = textOrNull(reply.get(0));
        return new PagePart<>(
                entries,
                user == null ? null : new ConnectionPosition(user, reply.get(1).toLong()));
    }

    private static PagePart<String> toRooms(Response reply, int most) {
        List<Entry<String>> entries = new ArrayList<>();
        for (int i = 0; i + 1 < reply.size(); i += 2) {
            String room = reply.get(i).toString();
            JsonWriter json = new JsonWriter()
                    .object()
                    .field("room", room)
                    .field("users", reply.get(i + 1).toLong())
                    .endObject();
            entries.add(new Entry<>(room, json.raw()));
        }
        return new PagePart<>(
                entries, entries.size() < most ? null : entries.get(most - 1).position());
    }

    /** The order of a connection is the time at which it was opened, in microseconds. */
    private static String time(long order) {
        return Envelope.time(Instant.ofEpochMilli(order / MICROS));
    }

    private static @Nullable String textOrNull(Response text) {
        String value = text.toString();
        return value.isEmpty() ? null : value;
    }

    private static RawJson parse(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return StrictJson.trusted(bytes, 0, bytes.length);
    }
}
