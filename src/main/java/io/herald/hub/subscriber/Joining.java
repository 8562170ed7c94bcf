package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.filters.Where;
import io.herald.hub.transport.Subscription;
import org.jspecify.annotations.Nullable;

/** A channel that a subscriber is about to follow: how far it has been replayed, up to the subscriber's own position. */
public final class Joining {

    public final Channel channel;
    public final int partition;
    public final @Nullable Where where;
    public final Subscription.Followed then;
    public EventId after;

    /** The cursor was none of ours; told with the first page. */
    public boolean unknown;

    /** It asks for what it may have had before: no delivery that counts. */
    public boolean again;

    /** The cursor is in this log: it lies below the subscriber's position, or Redis has been asked. */
    public boolean checked;

    public Joining(Channel channel, int partition, @Nullable Where where, Subscription.Followed then, EventId after) {
        this.channel = channel;
        this.partition = partition;
        this.where = where;
        this.then = then;
        this.after = after;
    }
}
