package io.herald.hub.subscriber;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.hub.filters.SeatFilter;
import io.herald.hub.subscriber.SubscriberState.Closed;
import io.herald.hub.subscriber.SubscriberState.Current;
import io.herald.hub.telemetry.LoopCounter;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ConnectionListener;
import io.herald.loop.FailureLog;
import io.herald.loop.FaultIsolation;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Opens and ends the connections of one event loop's subscribers. Tells the presence listener about them and about the rooms
 * that they follow.
 */
public final class SubscriberLifecycle {

    private final SubscriberRegistry subscribers;
    private final SubscriberWriter writer;
    private final TokenExpiryQueue deadlines;
    private final ShardCounters tally;
    private final ConnectionListener attendance;
    private final AtomicInteger connections;
    private final FailureLog failures;

    /** @param connections of the whole instance */
    public SubscriberLifecycle(
            SubscriberRegistry subscribers,
            SubscriberWriter writer,
            TokenExpiryQueue deadlines,
            ShardCounters tally,
            ConnectionListener attendance,
            AtomicInteger connections,
            FailureLog failures) {
        this.subscribers = subscribers;
        this.writer = writer;
        this.deadlines = deadlines;
        this.tally = tally;
        this.attendance = attendance;
        this.connections = connections;
        this.failures = failures;
    }

    public void open(Subscriber subscriber, List<Channel> channels) {
        channels.forEach(channel -> subscribers.follow(subscriber, channel, null));
        subscribers.add(subscriber);
        subscriber.deadline = deadlines.seat(subscriber, subscriber.caller().expiresAt());
        connections.incrementAndGet();
        subscriber.isCounted = true;
        tally.came(subscriber.transport()).add(1);
        if (subscriber.isConnection()) {
            attendance.came(subscriber.outlet().connection(), subscriber.caller(), subscriber.followed.rooms());
        }
    }

    public void refresh(Subscriber subscriber, Caller fresh) {
        if (subscriber.isOpen()) {
            subscriber.caller(fresh);
            subscriber.deadline.leave();
            subscriber.deadline = deadlines.seat(subscriber, fresh.expiresAt());
        }
    }

    /** Follows a channel from the subscriber's position. Replaces what was wanted of the channel before. */
    public void follow(Subscriber subscriber, Channel channel, @Nullable SeatFilter wish) {
        boolean again = subscribers.unfollow(subscriber, channel);
        if (!again && subscriber.isOpen() && subscriber.isConnection() && channel.isRoom()) {
            attendance.entered(subscriber.outlet().connection(), subscriber.caller(), channel.name());
        }
        subscribers.follow(subscriber, channel, wish);
    }

    public void unfollow(Subscriber subscriber, Channel channel) {
        if (subscribers.unfollow(subscriber, channel) && subscriber.isConnection() && channel.isRoom()) {
            attendance.left(subscriber.outlet().connection(), subscriber.caller(), channel.name());
        }
    }

    /**
     * Writes what the slice in progress still has for the subscriber. A subscriber with a full socket falls behind instead,
     * and reads the events again later.
     */
    public void flush(Subscriber subscriber) {
        if (!subscriber.hasRun()) {
            return;
        }
        try {
            if (subscriber.outlet().isFull()) {
                subscribers.fallBehind(subscriber);
            } else {
                writer.writeRun(subscriber);
            }
        } catch (Throwable e) {
            // The end flushes once more, and would fail again.
            subscriber.takeRun();
            fail(subscriber, e);
        }
    }

    /** Makes all subscribers that receive batches of the partition read on by themselves. */
    public void fallBehind(int partition) {
        FaultIsolation.forEach(subscribers.all(), subscriber -> fallBehind(subscriber, partition));
    }

    /** A subscriber that stayed at the position of the shard would miss events without a reset. */
    private void fallBehind(Subscriber subscriber, int partition) {
        try {
            if (subscriber.state() instanceof Current && subscriber.isIn(partition)) {
                subscribers.fallBehind(subscriber);
            }
        } catch (Throwable e) {
            fail(subscriber, e);
        }
    }

    /**
     * Ends a connection that cannot be served. The client resumes from the cursor of what it has received. If it stayed,
     * it would miss events without a reset. The cause may be an error, such as a lack of direct memory.
     */
    public void fail(Subscriber subscriber, Throwable cause) {
        failures.failed("subscriber.failed transport=" + subscriber.transport(), cause);
        end(subscriber, CloseReason.UNAVAILABLE);
    }

    /** Asks the outlet to end the connection when the client's requests are done, because the instance shuts down. */
    public void drain(Subscriber subscriber) {
        if (subscriber.isOpen()) {
            subscriber.outlet().leave(() -> end(subscriber, CloseReason.DRAINING));
        }
    }

    /** Tells the client the reason, and closes the connection. */
    public void end(Subscriber subscriber, CloseReason ending) {
        if (subscriber.isOpen()) {
            flush(subscriber);
            // Some outlets call close() from within end().
            subscriber.ended = ending;
            try {
                subscriber.outlet().end(ending);
            } finally {
                remove(subscriber, false, tally.ended(subscriber.transport(), ending));
                if (!subscriber.outlet().outlivesEnd()) {
                    uncount(subscriber);
                }
            }
        }
    }

    /** The client has closed the connection, or the end of the connection has come through. */
    public void close(Subscriber subscriber) {
        LoopCounter reason = subscriber.ended == null
                ? tally.gone(subscriber.transport())
                : tally.ended(subscriber.transport(), subscriber.ended);
        remove(subscriber, false, reason);
        uncount(subscriber);
    }

    /** The client has said that it will not come back. */
    public void depart(Subscriber subscriber) {
        remove(subscriber, true, tally.departed(subscriber.transport()));
        uncount(subscriber);
    }

    /** The file descriptor of the connection is free again. */
    private void uncount(Subscriber subscriber) {
        if (subscriber.isCounted) {
            subscriber.isCounted = false;
            connections.decrementAndGet();
        }
    }

    private void remove(Subscriber subscriber, boolean goodbye, LoopCounter reason) {
        if (subscriber.isOpen()) {
            reason.add(1);
            if (subscriber.isConnection()) {
                attendance.went(
                        subscriber.outlet().connection(), subscriber.caller(), subscriber.followed.rooms(), goodbye);
            }
            subscribers.remove(subscriber);
            subscriber.deadline.leave();
            subscriber.following().forEach(channel -> subscribers.unfollow(subscriber, channel));
            subscribers.become(subscriber, Closed.INSTANCE);
        }
    }
}
