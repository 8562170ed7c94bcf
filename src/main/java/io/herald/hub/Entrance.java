package io.herald.hub;

import io.herald.access.Caller;
import io.herald.access.LimitHits;
import io.herald.access.LimitHits.Limit;
import io.herald.access.Limits;
import io.herald.access.LimitsConfig;
import io.herald.access.RoomPolicy;
import io.herald.event.Channel;
import io.herald.hub.Refusals.Reason;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides what a caller follows, the same for every transport. */
@ApplicationScoped
public class Entrance {

    private final RoomPolicy policy;
    private final Limits limits;
    private final LimitsConfig config;
    private final Hub hub;
    private final Refusals refusals;
    private final LimitHits hits;
    private final Clock clock = Clock.systemUTC();

    Entrance(RoomPolicy policy, Limits limits, LimitsConfig config, Hub hub, Refusals refusals, LimitHits hits) {
        this.hits = hits;
        this.policy = policy;
        this.limits = limits;
        this.config = config;
        this.hub = hub;
        this.refusals = refusals;
    }

    /** Why this instance does not serve one more now; null if it does. Who is refused may come back a little later. */
    public @Nullable Reason refusal(Transport transport, Listening listening) {
        Reason reason = reason(transport, listening);
        if (reason != null) {
            refusals.count(transport, reason);
        }
        return reason;
    }

    private @Nullable Reason reason(Transport transport, Listening listening) {
        if (hub.isDraining()) {
            return Reason.DRAINING;
        }
        if (transport != Transport.POLL && !hasRoom()) {
            return Reason.OVERLOAD;
        }
        return hub.isAvailable(listening.channels()) ? null : Reason.LOG;
    }

    private boolean hasRoom() {
        if (hub.connections() >= config.connections().orElse(Integer.MAX_VALUE)) {
            hits.hit(Limit.CONNECTIONS);
            return false;
        }
        return limits.takeConnect();
    }

    /** Fails with a {@link io.herald.problem.ProblemException} if one of the rooms is not for this caller. */
    public Uni<Listening> listening(Caller caller, Set<String> rooms) {
        if (!caller.expiresAt().isAfter(clock.instant())) {
            // Whatever skew is allowed for a call: a connection would be ended at once, and come back, and be ended.
            return Uni.createFrom().failure(Problem.unauthorized().asException());
        }
        if (rooms.size() > config.roomsPerConnection()) {
            hits.hit(Limit.ROOMS_PER_CONNECTION);
            String message = "must be at most " + config.roomsPerConnection() + " rooms";
            return Uni.createFrom().failure(Problem.invalid("room", message).asException());
        }
        return Multi.createFrom()
                .iterable(rooms)
                .onItem()
                .transformToUniAndConcatenate(room -> policy.mayJoin(caller, room)
                        .invoke(may -> {
                            if (!may) {
                                throw Problem.forbidden("You may not join the room " + room + ".")
                                        .asException();
                            }
                        }))
                .collect()
                .last()
                .chain(checked -> policy.followed(caller))
                .map(own -> listening(caller, rooms, own));
    }

    private static Listening listening(Caller caller, Set<String> named, Set<String> own) {
        Set<String> rooms = new TreeSet<>(own);
        rooms.addAll(named);
        return new Listening(caller, channels(caller, rooms), rooms);
    }

    private static List<Channel> channels(Caller caller, Set<String> rooms) {
        List<Channel> channels = new ArrayList<>(2 + rooms.size());
        channels.add(Channel.user(caller.id()));
        channels.add(Channel.EVERYONE);
        rooms.forEach(room -> channels.add(Channel.room(room)));
        return channels;
    }
}
