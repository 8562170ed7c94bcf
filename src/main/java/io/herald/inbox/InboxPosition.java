package io.herald.inbox;

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
 * The place of an item in an inbox, in the order of the log. The cursor of a page spells it out, so that the next page does
 * not depend on whether the item is still there.
 *
 * @param at the milliseconds of the event's id
 * @param seq the rest of the event's id
 * @param id the notification, which decides where the log has one position for several
 */
record InboxPosition(OffsetDateTime at, long seq, UUID id) {

    private static final Pattern CURSOR =
            Pattern.compile("([0-9]{1,17})-([0-9]{1,15})-(" + "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})");

    /** @param sent the time of the notification, for an entry of a version that queued none of the log's */
    static InboxPosition of(EventId event, OffsetDateTime sent, UUID id) {
        return event.equals(EventId.ZERO)
                ? new InboxPosition(sent, 0, id)
                : new InboxPosition(NotificationRecord.time(event.ms()), event.seq(), id);
    }

    /** Null if the text is no cursor. */
    static @Nullable InboxPosition parse(String text) {
        Matcher cursor = CURSOR.matcher(text);
        if (!cursor.matches()) {
            return null;
        }
        Instant at = Instant.EPOCH.plus(Long.parseLong(cursor.group(1)), ChronoUnit.MICROS);
        return new InboxPosition(
                at.atOffset(ZoneOffset.UTC), Long.parseLong(cursor.group(2)), UUID.fromString(cursor.group(3)));
    }

    /** As {@link #parse} reads it. PostgreSQL keeps microseconds. */
    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + seq + "-" + id;
    }
}
