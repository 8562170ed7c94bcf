package io.herald.hub.subscriber;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.filters.DeliveryFilter;
import io.herald.hub.subscriber.SubscriberState.Closed;
import io.herald.hub.subscriber.SubscriberState.Current;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.hub.telemetry.SingleWriterCounter;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ConnectionListener;
import io.herald.loop.FailureLogger;
import io.herald.loop.FaultIsolation;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Opens and ends the connections of one event loop's subscribers. Reports them, and the rooms that they follow, to the
 * {@link ConnectionListener}. Called on that loop only.
 */
public final class SubscriberLifecycle {

    private final SubscriberRegistry subscriberRegistry;
    private final SubscriberWriter writer;
    private final TokenExpiryQueue tokenExpiryQueue;
    private final ShardCounters shardCounters;
    private final ConnectionListener connectionListener;
    private final AtomicInteger connections;
    private final FailureLogger failures;

    /** @param connections the number of open connections of the instance, shared by all loops */
    public SubscriberLifecycle(
            SubscriberRegistry subscriberRegistry,
            SubscriberWriter writer,
            TokenExpiryQueue tokenExpiryQueue,
            ShardCounters shardCounters,
            ConnectionListener connectionListener,
            AtomicInteger connections,
            FailureLogger failures) {
        this.subscriberRegistry = subscriberRegistry;
        this.writer = writer;
        this.tokenExpiryQueue = tokenExpiryQueue;
        this.shardCounters = shardCounters;
        this.connectionListener = connectionListener;
        this.connections = connections;
        this.failures = failures;
    }

    /** Registers the subscriber and follows the channels. Its state remains {@code Connecting}. */
    public void open(Subscriber subscriber, List<Channel> channels) {
        channels.forEach(channel -> subscriberRegistry.follow(subscriber, channel, null));
        subscriberRegistry.add(subscriber);
        subscriber.expiryEntry =
                tokenExpiryQueue.add(subscriber, subscriber.caller().expiresAt());
        connections.incrementAndGet();
        subscriber.isCounted = true;
        shardCounters.connected(subscriber.transport()).add(1);
        if (subscriber.isConnection()) {
            connectionListener.connected(
                    subscriber.outlet().connection(), subscriber.caller(), subscriber.followed.rooms());
        }
    }

    /** Replaces the caller, and the time at which the token expires. */
    public void refresh(Subscriber subscriber, Caller fresh) {
        if (subscriber.isOpen()) {
            subscriber.caller(fresh);
            subscriber.expiryEntry.remove();
            subscriber.expiryEntry = tokenExpiryQueue.add(subscriber, fresh.expiresAt());
        }
    }

    /** Follows a channel from the subscriber's position. If the channel is already followed, replaces its filter. */
    public void follow(Subscriber subscriber, Channel channel, @Nullable DeliveryFilter filter) {
        boolean again = subscriberRegistry.unfollow(subscriber, channel);
        if (!again && subscriber.isOpen() && subscriber.isConnection() && channel.isRoom()) {
            connectionListener.roomFollowed(subscriber.outlet().connection(), subscriber.caller(), channel.name());
        }
        subscriberRegistry.follow(subscriber, channel, filter);
    }

    public void unfollow(Subscriber subscriber, Channel channel) {
        if (subscriberRegistry.unfollow(subscriber, channel) && subscriber.isConnection() && channel.isRoom()) {
            connectionListener.roomUnfollowed(subscriber.outlet().connection(), subscriber.caller(), channel.name());
        }
    }

    /** Flushes the subscriber's pending events, if there are any. On failure, ends the connection. */
    public void flush(Subscriber subscriber) {
        if (!subscriber.hasPendingBatch()) {
            return;
        }
        try {
            writer.flush(subscriber);
        } catch (Throwable e) {
            // end() flushes again, and would fail again.
            subscriber.takePendingBatch();
            fail(subscriber, e);
        }
    }

    /** Makes all live and ahead subscribers of the partition fall behind, so that they catch up from their own positions. */
    public void fallBehind(int partition) {
        FaultIsolation.forEach(subscriberRegistry.all(), subscriber -> fallBehind(subscriber, partition));
    }

    /** On failure, ends the connection: a subscriber that stays live would miss events without a reset. */
    private void fallBehind(Subscriber subscriber, int partition) {
        try {
            if (subscriber.state() instanceof Current && subscriber.isIn(partition)) {
                subscriberRegistry.fallBehind(subscriber);
            }
        } catch (Throwable e) {
            fail(subscriber, e);
        }
    }

    /**
     * Ends a connection that cannot be served, because it would miss events without a reset. The client resumes from the
     * last cursor that it has received. The cause may be an {@link Error}, such as a lack of direct memory.
     */
    public void fail(Subscriber subscriber, Throwable cause) {
        failures.failed("subscriber.failed transport=" + subscriber.transport(), cause);
        end(subscriber, CloseReason.UNAVAILABLE);
    }

    /** Asks the outlet to end the connection as soon as the client's requests are done, because the instance shuts down. */
    public void drain(Subscriber subscriber) {
        if (subscriber.isOpen()) {
            subscriber.outlet().drain(() -> end(subscriber, CloseReason.DRAINING));
        }
    }

    /** Writes the pending events, sends the reason to the client, and closes the connection. */
    public void end(Subscriber subscriber, CloseReason closeReason) {
        if (subscriber.isOpen()) {
            flush(subscriber);
            // Some outlets call close() from within end().
            subscriber.ended = closeReason;
            try {
                subscriber.outlet().close(closeReason);
            } finally {
                remove(subscriber, false, shardCounters.closedByServer(subscriber.transport(), closeReason));
                if (!subscriber.outlet().mayOutliveClose()) {
                    uncount(subscriber);
                }
            }
        }
    }

    /** Removes a subscriber whose connection is closed: by the client, or as the result of {@link #end}. */
    public void close(Subscriber subscriber) {
        SingleWriterCounter reason = subscriber.ended == null
                ? shardCounters.lost(subscriber.transport())
                : shardCounters.closedByServer(subscriber.transport(), subscriber.ended);
        remove(subscriber, false, reason);
        uncount(subscriber);
    }

    /** Removes a subscriber whose client has announced that it does not come back. */
    public void depart(Subscriber subscriber) {
        remove(subscriber, true, shardCounters.closedByClient(subscriber.transport()));
        uncount(subscriber);
    }

    /** Removes the connection from the number of open connections: its file descriptor is free. */
    private void uncount(Subscriber subscriber) {
        if (subscriber.isCounted) {
            subscriber.isCounted = false;
            connections.decrementAndGet();
        }
    }

    private void remove(Subscriber subscriber, boolean goodbye, SingleWriterCounter reason) {
        if (subscriber.isOpen()) {
            reason.add(1);
            if (subscriber.isConnection()) {
                connectionListener.disconnected(
                        subscriber.outlet().connection(), subscriber.caller(), subscriber.followed.rooms(), goodbye);
            }
            subscriberRegistry.remove(subscriber);
            subscriber.expiryEntry.remove();
            subscriber.following().forEach(channel -> subscriberRegistry.unfollow(subscriber, channel));
            subscriberRegistry.transition(subscriber, Closed.INSTANCE);
        }
    }
}
