package io.herald.hub;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.herald.event.Channel;
import io.herald.hub.transport.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Compares the rooms that an open connection follows with those that its caller may follow. The check is asynchronous, and
 * memberships may change while it is in progress: an {@linkplain #outdated outdated} result is discarded, and the check is
 * repeated.
 */
@ApplicationScoped
public class RoomAccessReview {

    private static final Logger LOG = Logger.getLogger(RoomAccessReview.class);

    private final RoomPolicy policy;

    RoomAccessReview(RoomPolicy policy) {
        this.policy = policy;
    }

    /**
     * Reviews all rooms of a connection, those that it is joining included. Follows the rooms of new memberships, and stops
     * following rooms that the caller may not join. Changes nothing if that cannot be determined. Called on the connection's
     * loop.
     */
    public void reviewRooms(Caller caller, Subscription subscription) {
        BooleanSupplier outdated = outdated(caller, Set.of());
        policy.followedRooms(caller)
                .subscribe()
                .with(
                        own -> subscription.execute(() -> {
                            if (outdated.getAsBoolean()) {
                                reviewRooms(caller, subscription);
                            } else {
                                apply(caller, subscription, own);
                            }
                        }),
                        failure -> logFailure(caller, failure));
    }

    private void apply(Caller caller, Subscription subscription, Set<String> own) {
        subscription.followMemberships(own);
        Stream.concat(subscription.following().stream(), subscription.joining().stream())
                .filter(channel -> channel.isRoom() && !own.contains(channel.name()))
                .distinct()
                .forEach(channel -> reviewRoom(caller, subscription, channel.name()));
    }

    /** Reviews one room: stops following it if the caller may not join it. Changes nothing if that cannot be determined. */
    public void reviewRoom(Caller caller, Subscription subscription, String room) {
        BooleanSupplier outdated = outdated(caller, Set.of(room));
        policy.mayJoin(caller, room)
                .subscribe()
                .with(
                        may -> {
                            if (!may) {
                                subscription.execute(() -> {
                                    if (outdated.getAsBoolean()) {
                                        reviewRoom(caller, subscription, room);
                                    } else {
                                        subscription.unfollow(Channel.room(room));
                                    }
                                });
                            }
                        },
                        failure -> logFailure(caller, failure));
    }

    /** The connection keeps its rooms. The review that follows the return of PostgreSQL, or the next periodic one, repeats this. */
    private static void logFailure(Caller caller, Throwable failure) {
        LOG.debugf("rooms.read.failed user=%s reason=\"%s\"", caller.id(), failure.getMessage());
    }

    /** Returns a condition: whether the rooms, or the memberships of the caller, have changed since this call. */
    public BooleanSupplier outdated(Caller caller, Collection<String> rooms) {
        long before = changes(caller, rooms);
        return () -> changes(caller, rooms) != before;
    }

    private long changes(Caller caller, Collection<String> rooms) {
        long changes = policy.changeCount(Channel.user(caller.id()));
        for (String room : rooms) {
            changes += policy.changeCount(Channel.room(room));
        }
        return changes;
    }
}
