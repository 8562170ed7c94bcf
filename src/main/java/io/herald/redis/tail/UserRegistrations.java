package io.herald.redis.tail;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.HighWaterMark;
import io.herald.redis.tail.AddressedQueries.Registered;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The users of one partition whose events this instance receives in its own tail. Registrations that come together
 * share a script call. A registration completes when the instance has delivered all events up to its marker. From then on the
 * instance has every event for the user.
 *
 * <p>Confined to the event loop of the reader, except where a method says otherwise.
 */
final class UserRegistrations {

    private static final int MAX_USERS_PER_CALL = 256;

    /** Bounds the markers of an instance to some 200 a second, which leave room for events in the tail. */
    private static final long PAUSE_MS = 5;

    private final AddressedQueries queries;
    private final EventLoopContext context;
    private final HighWaterMark highWaterMark;

    /** In the order of their last comparison. */
    private final Map<Channel, Registration> registrations = new LinkedHashMap<>();

    private final List<Registration> pending = new ArrayList<>();

    /** In the order of their markers, because one call follows the other. */
    private final Queue<Registration> waiting = new ArrayDeque<>();

    /** Users whose registration is to end, with its generation. */
    private final Map<Channel, Long> releasing = new LinkedHashMap<>();

    private EventId delivered = EventId.ZERO;
    private long generations;
    private volatile int users;
    private boolean isFlushing;
    private String pruned = "0";

    private static final class Registration {
        private final Channel user;
        private final Promise<EventId> promise;
        private long generation;
        private EventId marker = EventId.ZERO;
        private EventId newest = EventId.ZERO;
        private boolean isUnused;

        private Registration(Channel user, Promise<EventId> promise) {
            this.user = user;
            this.promise = promise;
        }
    }

    UserRegistrations(AddressedQueries queries, EventLoopContext context, HighWaterMark highWaterMark) {
        this.queries = queries;
        this.context = context;
        this.highWaterMark = highWaterMark;
    }

    /**
     * Registers a user, and returns the position after which the log had no event for the user when the registration took effect:
     * the window has all later events for the user. Fails with 503 if Redis does not answer in time. May be called on any thread.
     */
    Future<EventId> register(Channel user) {
        Promise<EventId> result = context.promise();
        context.execute(() -> {
            Registration registration = registrations.computeIfAbsent(user, this::begin);
            registration.isUnused = false;
            users = registrations.size();
            registration.promise.future().onSuccess(result::tryComplete).onFailure(result::tryFail);
            if (!result.future().isComplete()) {
                long timer = context.setTimer(queries.timeout().toMillis(), late -> result.tryFail(RedisLinks.late()));
                result.future().onComplete(done -> context.owner().cancelTimer(timer));
            }
        });
        return result.future();
    }

    /** Returns the number of registered users. May be called on any thread. */
    int users() {
        return users;
    }

    private Registration begin(Channel user) {
        Registration registration = new Registration(user, context.promise());
        pending.add(registration);
        if (!isFlushing) {
            isFlushing = true;
            context.loop().execute(() -> context.dispatch(this::flush));
        }
        return registration;
    }

    /** Sends one call. The next one follows after its end, and not before {@link #PAUSE_MS}: each appends a marker to the tail. */
    private void flush() {
        List<Registration> some = List.copyOf(pending.subList(0, Math.min(pending.size(), MAX_USERS_PER_CALL)));
        pending.subList(0, some.size()).clear();
        if (some.isEmpty()) {
            isFlushing = false;
        } else {
            send(some).onComplete(sent -> context.setTimer(PAUSE_MS, timer -> flush()));
        }
    }

    private Future<Registered> send(List<Registration> some) {
        return call(some.stream().map(registration -> registration.user).toList())
                .onSuccess(registered -> {
                    for (int i = 0; i < some.size(); i++) {
                        some.get(i).marker = registered.marker();
                        some.get(i).newest = registered.newest().get(i);
                    }
                    waiting.addAll(some);
                    completeDelivered();
                })
                .onFailure(failure -> some.forEach(registration -> {
                    registrations.remove(registration.user, registration);
                    users = registrations.size();
                    // Redis may have executed the call.
                    releasing.put(registration.user, registration.generation);
                    registration.promise.fail(failure);
                }));
    }

    /** Calls the script. The result completes on the event loop. */
    private Future<Registered> call(List<Channel> users) {
        Promise<Registered> result = context.promise();
        long generation = ++generations;
        users.forEach(user -> registrations.computeIfPresent(user, (key, registration) -> {
            registration.generation = generation;
            return registration;
        }));
        queries.register(highWaterMark.highest(), generation, users)
                .onSuccess(this::hold)
                .onComplete(reply -> context.execute(() -> {
                    if (reply.succeeded()) {
                        result.complete(reply.result());
                    } else {
                        result.fail(reply.cause());
                    }
                }));
        return result.future();
    }

    /**
     * A failover to a log without the marker has also lost the registrations. Runs where the reply arrives, before the connection can be
     * lost.
     */
    private void hold(Registered registered) {
        highWaterMark.appended(
                registered.connection(),
                EntryCodec.identifyMarker(registered.marker(), queries.own().instance()));
    }

    /** Completes the registrations up to a position that all subscribers of the instance have reached. */
    void delivered(EventId position) {
        if (position.isAfter(delivered)) {
            delivered = position;
        }
        completeDelivered();
    }

    private void completeDelivered() {
        while (!waiting.isEmpty() && !waiting.peek().marker.isAfter(delivered)) {
            Registration registration = waiting.poll();
            registration.promise.complete(registration.newest);
        }
    }

    /** Registers all users again, and returns the id of the last marker. */
    Future<EventId> renew() {
        return renew(new ArrayList<>(registrations.keySet()), 0);
    }

    private Future<EventId> renew(List<Channel> users, int from) {
        int to = Math.min(users.size(), from + MAX_USERS_PER_CALL);
        List<Channel> page = users.subList(from, to).stream()
                .filter(registrations::containsKey)
                .toList();
        return call(page)
                .compose(registered ->
                        to == users.size() ? Future.succeededFuture(registered.marker()) : renew(users, to));
    }

    /**
     * Extends the lease of the tail, and registers a third of the users again. If no call fails, three calls compare all registrations
     * with those in Redis. If it fails, the next call begins with the users that it has not compared.
     *
     * @return the id of the marker if registrations were missing, otherwise null
     */
    Future<@Nullable EventId> compare() {
        return compare((registrations.size() + 2) / 3);
    }

    /** Compares page by page. Each page has a marker, and so does an empty one. */
    private Future<@Nullable EventId> compare(int left) {
        List<Registration> page = registrations.values().stream()
                .limit(Math.min(left, MAX_USERS_PER_CALL))
                .toList();
        int rest = left - page.size();
        List<Channel> users = page.stream()
                .filter(UserRegistrations::isComparable)
                .map(registration -> registration.user)
                .toList();
        return call(users).compose(registered -> {
            page.forEach(this::moveToEnd);
            if (registered.missing() > 0) {
                return Future.succeededFuture(registered.marker());
            }
            return rest > 0 && !page.isEmpty() ? compare(rest) : Future.succeededFuture(null);
        });
    }

    private void moveToEnd(Registration registration) {
        if (registrations.remove(registration.user, registration)) {
            registrations.put(registration.user, registration);
        }
    }

    /** The release of an unused user may arrive before the comparison, which would then find the registration missing. */
    private static boolean isComparable(Registration registration) {
        return !registration.isUnused && registration.promise.future().succeeded();
    }

    /**
     * Releases the users without connections to this instance: those who were not used at two calls in succession, because a
     * connection that is being opened has registered its user already. May be called on any thread.
     *
     * @param used the users with connections
     */
    void retain(Set<Channel> used) {
        context.execute(() -> {
            for (Registration registration : List.copyOf(registrations.values())) {
                boolean isUsed = used.contains(registration.user)
                        || !registration.promise.future().isComplete();
                if (!isUsed && registration.isUnused) {
                    registrations.remove(registration.user);
                    releasing.put(registration.user, registration.generation);
                }
                registration.isUnused = !isUsed;
            }
            users = registrations.size();
            releasing.keySet().removeAll(registrations.keySet());
            release(new ArrayList<>(releasing.keySet()), 0);
        });
    }

    /** Releases users page by page. The next call repeats what fails. */
    private void release(List<Channel> users, int from) {
        int to = Math.min(users.size(), from + MAX_USERS_PER_CALL);
        Map<Channel, Long> page = new LinkedHashMap<>();
        users.subList(from, to).stream()
                .filter(user -> releasing.containsKey(user) && !registrations.containsKey(user))
                .forEach(user -> page.put(user, releasing.get(user)));
        if (page.isEmpty()) {
            return;
        }
        List<Object> args = new ArrayList<>();
        page.forEach((user, generation) -> {
            args.add(user.key());
            args.add(generation);
        });
        queries.release(args)
                .onSuccess(released -> context.execute(() -> {
                    // A registration that has failed meanwhile has a later generation.
                    page.forEach(releasing::remove);
                    release(users, to);
                }));
    }

    /**
     * Removes some registrations of instances that have stopped, and finds those of this instance that it does not know: the next
     * {@link #retain} releases them. May be called on any thread.
     */
    void prune() {
        context.execute(() -> queries.prune(pruned)
                .onSuccess(reply -> context.execute(() -> {
                    pruned = reply.next();
                    reply.own().forEach((user, generation) -> {
                        if (!registrations.containsKey(user)) {
                            releasing.putIfAbsent(user, generation);
                        }
                    });
                })));
    }
}
