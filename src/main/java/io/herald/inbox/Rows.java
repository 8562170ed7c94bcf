package io.herald.inbox;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Events as the columns that are inserted of them. */
final class Rows {

    private record Item(String user, Told told) {}

    private record Broadcast(@Nullable String room, Told told) {}

    private final Map<UUID, Told> notifications = new LinkedHashMap<>();
    private final List<Item> items = new ArrayList<>();
    private final List<Broadcast> broadcasts = new ArrayList<>();

    void add(Event event) {
        Told told = Told.of(event);
        notifications.put(told.id(), told);
        for (Channel channel : event.channels()) {
            if (channel.isUser()) {
                items.add(new Item(channel.name(), told));
            } else {
                broadcasts.add(new Broadcast(channel.isRoom() ? channel.name() : null, told));
            }
        }
    }

    int size() {
        return items.size() + broadcasts.size();
    }

    boolean hasItems() {
        return !items.isEmpty();
    }

    boolean hasBroadcasts() {
        return !broadcasts.isEmpty();
    }

    Tuple notifications() {
        List<Told> all = List.copyOf(notifications.values());
        return Tuple.tuple()
                .addArrayOfUUID(column(all, Told::id, UUID[]::new))
                .addArrayOfOffsetDateTime(column(all, Told::at, OffsetDateTime[]::new))
                .addArrayOfString(column(all, Told::sender, String[]::new))
                .addArrayOfString(column(all, Told::category, String[]::new))
                .addArrayOfBoolean(column(all, Told::critical, Boolean[]::new))
                .addArrayOfOffsetDateTime(column(all, Told::expiresAt, OffsetDateTime[]::new))
                .addArrayOfString(column(all, Told::content, String[]::new));
    }

    Tuple items() {
        return Tuple.tuple()
                .addArrayOfString(column(items, Item::user, String[]::new))
                .addArrayOfUUID(column(items, item -> item.told().id(), UUID[]::new))
                .addArrayOfString(column(items, item -> item.told().collapse(), String[]::new));
    }

    boolean isCollapsing() {
        return items.stream().anyMatch(item -> item.told().collapse() != null);
    }

    Tuple collapsing() {
        List<Item> some =
                items.stream().filter(item -> item.told().collapse() != null).toList();
        return Tuple.tuple()
                .addArrayOfString(column(some, Item::user, String[]::new))
                .addArrayOfString(column(some, item -> item.told().collapse(), String[]::new));
    }

    Tuple broadcasts() {
        return Tuple.tuple()
                .addArrayOfUUID(column(broadcasts, broadcast -> broadcast.told().id(), UUID[]::new))
                .addArrayOfString(column(broadcasts, Broadcast::room, String[]::new))
                .addArrayOfOffsetDateTime(
                        column(broadcasts, broadcast -> broadcast.told().at(), OffsetDateTime[]::new))
                .addArrayOfString(
                        column(broadcasts, broadcast -> broadcast.told().collapse(), String[]::new));
    }

    private static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
