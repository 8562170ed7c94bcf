package io.herald.inbox.projection;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows that the projection inserts for notification events, as arrays of column values. */
final class ProjectedRows {

    private record Row(Channel channel, ProjectedNotification notification) {}

    private final Map<UUID, ProjectedNotification> notifications = new LinkedHashMap<>();
    private final List<Row> items = new ArrayList<>();
    private final List<Row> broadcasts = new ArrayList<>();

    void add(Event event) {
        ProjectedNotification notification = ProjectedNotification.of(event);
        notifications.put(notification.id(), notification);
        for (Channel channel : event.channels()) {
            (channel.isUser() ? items : broadcasts).add(new Row(channel, notification));
        }
    }

    /**
     * Removes the items and broadcasts of these notifications.
     *
     * @return the channels of the removed rows, by notification
     */
    Map<ProjectedNotification, List<Channel>> remove(Set<UUID> ids) {
        Map<ProjectedNotification, List<Channel>> removed = new HashMap<>();
        for (List<Row> rows : List.of(items, broadcasts)) {
            Predicate<Row> isRemoved = row -> ids.contains(row.notification().id());
            rows.stream()
                    .filter(isRemoved)
                    .forEach(row -> removed.computeIfAbsent(row.notification(), key -> new ArrayList<>())
                            .add(row.channel()));
            rows.removeIf(isRemoved);
        }
        return removed;
    }

    int size() {
        return items.size() + broadcasts.size();
    }

    int notificationCount() {
        return notifications.size();
    }

    UUID[] ids() {
        return notifications.keySet().toArray(UUID[]::new);
    }

    boolean hasItems() {
        return !items.isEmpty();
    }

    boolean hasBroadcasts() {
        return !broadcasts.isEmpty();
    }

    Tuple notifications() {
        List<ProjectedNotification> all = List.copyOf(notifications.values());
        return Tuple.tuple()
                .addArrayOfUUID(column(all, ProjectedNotification::id, UUID[]::new))
                .addArrayOfOffsetDateTime(column(all, ProjectedNotification::at, OffsetDateTime[]::new))
                .addArrayOfString(column(all, ProjectedNotification::sender, String[]::new))
                .addArrayOfString(column(all, ProjectedNotification::category, String[]::new))
                .addArrayOfBoolean(column(all, ProjectedNotification::critical, Boolean[]::new))
                .addArrayOfOffsetDateTime(column(all, ProjectedNotification::expiresAt, OffsetDateTime[]::new))
                .addArrayOfString(column(all, ProjectedNotification::content, String[]::new));
    }

    Tuple items() {
        return Tuple.tuple()
                .addArrayOfString(column(items, row -> row.channel().name(), String[]::new))
                .addArrayOfUUID(column(items, row -> row.notification().id(), UUID[]::new))
                .addArrayOfString(column(items, row -> row.notification().collapse(), String[]::new))
                .addArrayOfOffsetDateTime(
                        column(items, row -> row.notification().position().at(), OffsetDateTime[]::new))
                .addArrayOfLong(
                        column(items, row -> row.notification().position().seq(), Long[]::new));
    }

    boolean isCollapsing() {
        return items.stream().anyMatch(row -> row.notification().collapse() != null);
    }

    Tuple collapseKeys() {
        List<Row> withCollapseKey = items.stream()
                .filter(row -> row.notification().collapse() != null)
                .toList();
        return Tuple.tuple()
                .addArrayOfString(column(withCollapseKey, row -> row.channel().name(), String[]::new))
                .addArrayOfString(
                        column(withCollapseKey, row -> row.notification().collapse(), String[]::new));
    }

    Tuple broadcasts() {
        return Tuple.tuple()
                .addArrayOfUUID(column(broadcasts, row -> row.notification().id(), UUID[]::new))
                .addArrayOfString(column(broadcasts, ProjectedRows::room, String[]::new))
                .addArrayOfOffsetDateTime(
                        column(broadcasts, row -> row.notification().at(), OffsetDateTime[]::new))
                .addArrayOfString(column(broadcasts, row -> row.notification().collapse(), String[]::new))
                .addArrayOfOffsetDateTime(
                        column(broadcasts, row -> row.notification().position().at(), OffsetDateTime[]::new))
                .addArrayOfLong(
                        column(broadcasts, row -> row.notification().position().seq(), Long[]::new));
    }

    /** Returns the name of the room, or null for a broadcast to everyone. */
    private static @Nullable String room(Row broadcast) {
        return broadcast.channel().isRoom() ? broadcast.channel().name() : null;
    }

    private static <R, T> T[] column(List<R> rows, Function<R, T> value, IntFunction<T[]> array) {
        return rows.stream().map(value).toArray(array);
    }
}
