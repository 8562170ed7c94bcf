package io.herald.inbox.storage;

import io.herald.database.Timestamps;
import io.herald.event.EventId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The position of an item in an inbox, whose order is that of the log. A page cursor contains the whole position, so the next
 * page does not depend on the existence of the item.
 *
 * @param at the milliseconds of the event id
 * @param seq the sequence number of the event id
 * @param id the id of the notification, which orders items with the same position in the log
 */
public record InboxPosition(OffsetDateTime at, long seq, UUID id) {

    private static final Pattern CURSOR =
            Pattern.compile("([0-9]{1,17})-([0-9]{1,15})-(" + "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})");

    /** @param sent the time of the notification, used for work queue entries of older versions, which have no event id */
    public static InboxPosition of(EventId event, OffsetDateTime sent, UUID id) {
        return event.equals(EventId.ZERO)
                ? new InboxPosition(sent, 0, id)
                : new InboxPosition(Timestamps.ofMillis(event.ms()), event.seq(), id);
    }

    /** Parses a page cursor. Returns null if the text is none. */
    public static @Nullable InboxPosition parse(String text) {
        Matcher cursor = CURSOR.matcher(text);
        if (!cursor.matches()) {
            return null;
        }
        Instant at = Instant.EPOCH.plus(Long.parseLong(cursor.group(1)), ChronoUnit.MICROS);
        return new InboxPosition(
                at.atOffset(ZoneOffset.UTC), Long.parseLong(cursor.group(2)), UUID.fromString(cursor.group(3)));
    }

    /** Returns the page cursor that {@link #parse} reads. It has microseconds, the precision of PostgreSQL. */
    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + seq + "-" + id;
    }
}
