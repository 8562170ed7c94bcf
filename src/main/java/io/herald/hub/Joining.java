package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.filters.Where;
import io.herald.hub.transport.Subscription;
import org.jspecify.annotations.Nullable;

/** A channel that a subscriber is about to follow: how far it has been replayed, up to the subscriber's own position. */
final class Joining {

    final Channel channel;
    final int partition;
    final @Nullable Where where;
    final Subscription.Followed then;
    EventId after;

    /** The cursor was none of ours; told with the first page. */
    boolean unknown;

    /** It asks for what it may have had before: no delivery that counts. */
    boolean again;

    /** The cursor is in this log: it lies below the subscriber's position, or Redis has been asked. */
    boolean checked;

    Joining(Channel channel, int partition, @Nullable Where where, Subscription.Followed then, EventId after) {
        this.channel = channel;
        this.partition = partition;
        this.where = where;
        this.then = then;
        this.after = after;
    }
}
