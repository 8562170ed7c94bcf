package io.herald.hub;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.filters.PreferenceFilter;
import io.herald.hub.filters.PreferenceFilters;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.limits.LimitType;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Decides whether a caller may connect and which channels it follows, for all transports. */
@ApplicationScoped
public class SubscriptionAuthorizer {

    /** The {@code Retry-After} of a user with too many connections. */
    private static final Duration SOME_TIME = Duration.ofSeconds(10);

    private final RoomPolicy policy;
    private final RoomAccessReview review;
    private final Limits limits;
    private final LimitsConfig config;
    private final Hub hub;
    private final PreferenceFilters preferenceFilters;
    private final ConnectRefusals connectRefusals;
    private final Clock clock;

    SubscriptionAuthorizer(
            RoomPolicy policy,
            RoomAccessReview review,
            Limits limits,
            LimitsConfig config,
            Hub hub,
            PreferenceFilters preferenceFilters,
            ConnectRefusals connectRefusals,
            Clock clock) {
        this.policy = policy;
        this.review = review;
        this.limits = limits;
        this.config = config;
        this.hub = hub;
        this.preferenceFilters = preferenceFilters;
        this.connectRefusals = connectRefusals;
        this.clock = clock;
    }

    /**
     * Returns why this instance refuses one more connection now; null if it accepts it. Counts the refusals. A refused client
     * may retry later.
     */
    public @Nullable RefusalReason refusal(Transport transport, SubscriptionSpec subscriptionSpec) {
        RefusalReason reason = subscriptionSpec.refusal();
        if (reason == null) {
            reason = refusal(subscriptionSpec, () -> true);
        }
        if (reason != null) {
            connectRefusals.count(transport, reason);
        }
        return reason;
    }

    private @Nullable RefusalReason refusal(SubscriptionSpec subscriptionSpec, BooleanSupplier rate) {
        if (hub.isDraining()) {
            return RefusalReason.DRAINING;
        }
        if (isFull() || !rate.getAsBoolean()) {
            return RefusalReason.OVERLOAD;
        }
        return hub.isAvailable(subscriptionSpec.channels()) ? null : RefusalReason.LOG;
    }

    /** Whether the limit of open connections is reached. */
    private boolean isFull() {
        boolean full = hub.connections() >= config.connections().orElse(Integer.MAX_VALUE);
        if (full) {
            limits.countHit(LimitType.CONNECTIONS);
        }
        return full;
    }

    /**
     * Authorizes a lasting connection, to which the limit of connections per user and the rate of connects apply. They do not
     * apply to long polls, which end by themselves: an evicted client would poll again, and their wait bounds their rate.
     *
     * @return may be refused: ask {@link #refusal} before {@link #subscribe}. Fails like {@link #listening}; also with 429 if the user
     *     has too many connections and the limit refuses new ones
     */
    public Uni<SubscriptionSpec> staying(Caller caller, Set<String> rooms) {
        return authorize(caller, rooms)
                .call(subscriptionSpec -> hub.connectionListener()
                        .allowsConnection(caller)
                        .invoke(has -> {
                            if (!has) {
                                limits.countHit(LimitType.CONNECTIONS_PER_USER);
                                throw Problem.rateLimited(SOME_TIME).asException();
                            }
                        }))
                .chain(subscriptionSpec -> register(subscriptionSpec, limits::tryAcquireConnect)
                        .onFailure(ProblemException.class)
                        .recoverWithItem(unavailable -> subscriptionSpec.refused(RefusalReason.LOG)));
    }

    /**
     * Authorizes a caller to follow the rooms, and adds the rooms of the caller's memberships.
     *
     * @return may be refused: ask {@link #refusal} before {@link #subscribe}. Fails with a {@link ProblemException} if the token has
     *     expired, if there are too many rooms, if the caller may not join one of them, or if that cannot be determined
     */
    public Uni<SubscriptionSpec> listening(Caller caller, Set<String> rooms) {
        return authorize(caller, rooms).chain(subscriptionSpec -> register(subscriptionSpec, () -> true));
    }

    /** Registers the user at the log, unless the connect is refused: a client that is refused retries at other instances, too. */
    private Uni<SubscriptionSpec> register(SubscriptionSpec subscriptionSpec, BooleanSupplier rate) {
        RefusalReason reason = refusal(subscriptionSpec, rate);
        return reason != null
                ? Uni.createFrom().item(subscriptionSpec.refused(reason))
                : hub.register(Channel.user(subscriptionSpec.caller().id())).map(subscriptionSpec::withWindowFrom);
    }

    private Uni<SubscriptionSpec> authorize(Caller caller, Set<String> rooms) {
        if (!caller.expiresAt().isAfter(clock.instant())) {
            // The token has expired since the request was authenticated.
            return Uni.createFrom().failure(Problem.expiredToken().asException());
        }
        if (rooms.size() > config.roomsPerConnection()) {
            limits.countHit(LimitType.ROOMS_PER_CONNECTION);
            String message = "must name at most " + config.roomsPerConnection() + " rooms";
            return Uni.createFrom().failure(Problem.invalid("room", message).asException());
        }
        BooleanSupplier outdated = review.outdated(caller, rooms);
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
                .chain(checked -> policy.followedRooms(caller))
                .chain(own -> preferenceFilters
                        .of(caller.id())
                        .map(preferenceFilter -> spec(caller, rooms, own, preferenceFilter, outdated)));
    }

    /**
     * Opens a subscription, as {@link Hub#subscribe} does. If a room or a membership has changed while the connect was in
     * progress, reviews the connection: the review that followed the change did not include it.
     */
    public Subscription subscribe(Outlet outlet, SubscriptionSpec subscriptionSpec, StartPosition startPosition) {
        Subscription subscription = hub.subscribe(outlet, subscriptionSpec, startPosition);
        if (subscriptionSpec.outdated().getAsBoolean()) {
            review.reviewRooms(subscriptionSpec.caller(), subscription);
        }
        return subscription;
    }

    private static SubscriptionSpec spec(
            Caller caller,
            Set<String> named,
            Set<String> own,
            PreferenceFilter preferenceFilter,
            BooleanSupplier outdated) {
        Set<String> rooms = new TreeSet<>(own);
        rooms.addAll(named);
        return new SubscriptionSpec(
                caller, channels(caller, rooms), rooms, preferenceFilter, EventId.ZERO, null, outdated);
    }

    private static List<Channel> channels(Caller caller, Set<String> rooms) {
        List<Channel> channels = new ArrayList<>(2 + rooms.size());
        channels.add(Channel.user(caller.id()));
        channels.add(Channel.EVERYONE);
        rooms.forEach(room -> channels.add(Channel.room(room)));
        return channels;
    }
}
