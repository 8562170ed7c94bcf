package io.herald.redis.tail;

import io.herald.event.EventId;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.tail.AddressedQueries.Both;
import io.herald.redis.tail.TailMerge.Outcome;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the addressed tails of one partition in place of the whole tail. Before it can do so, the users of this instance are
 * registered, and the reader follows the whole tail up to the marker of the registration. When entries may be missing in the
 * addressed tails, the reader returns to the whole tail. Confined to the event loop of the reader.
 */
final class AddressedTail {

    private static final Logger LOG = Logger.getLogger(AddressedTail.class);

    /**
     * After a read of so many entries, the next one does not wait. The reply to a read that waits is discarded if it has entries of
     * the shared tail, because it may lack earlier ones of the other tail.
     */
    private static final int BUSY = 8;

    private static final Duration STABLE = Duration.ofSeconds(10);
    private static final Duration MIN_DELAY = Duration.ofMillis(500);
    private static final Duration MAX_DELAY = Duration.ofSeconds(30);

    private final int partition;
    private final EventLoopContext context;
    private final AddressedQueries queries;
    private final UserRegistrations registrations;
    private long timer = -1;
    private boolean isRenewing;
    private boolean isComparing;
    private boolean isActive;
    private boolean isCertain;
    private long departures;
    private long activeSince;
    private long renewAt;
    private long delay;

    /** The position from which the addressed tails are complete; null if the users are not registered yet. */
    private @Nullable EventId completeFrom;

    /** The marker with which the tail of this instance was last created: users that were registered before may be missing. */
    private EventId createdAt = EventId.ZERO;

    /** The marker at which registrations were missing in Redis; null if none were. */
    private @Nullable EventId lostAt;

    AddressedTail(int partition, EventLoopContext context, AddressedQueries queries, UserRegistrations registrations) {
        this.partition = partition;
        this.context = context;
        this.renewAt = context.nanoTime();
        this.queries = queries;
        this.registrations = registrations;
    }

    /** Starts to extend the lease of the tail of this instance. May be called on any thread. */
    void start() {
        long period = queries.own().lease().dividedBy(3).toMillis();
        context.execute(() -> timer = context.setPeriodic(period, tick -> maintain()));
    }

    /** May be called on any thread. */
    void close() {
        context.execute(() -> context.owner().cancelTimer(timer));
    }

    /** Returns whether the reader follows the addressed tails from this position of the whole tail on. */
    boolean isActiveAt(EventId position) {
        if (completeFrom != null && completeFrom.isBefore(createdAt)) {
            leave(position);
        }
        if (completeFrom == null) {
            renew();
        } else if (!isActive && !completeFrom.isAfter(position)) {
            isActive = true;
            activeSince = context.nanoTime();
            isCertain = false;
        }
        return isActive;
    }

    private void renew() {
        if (isRenewing || context.nanoTime() < renewAt) {
            return;
        }
        isRenewing = true;
        long current = departures;
        registrations.renew().onComplete(renewed -> {
            isRenewing = false;
            if (renewed.succeeded() && current == departures) {
                completeFrom = renewed.result();
            }
        });
    }

    /** Looks for markers among entries of the whole tail that the reader is about to deliver. */
    void observe(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.isNewTailOf(queries.own().instance())) {
                createdAt = entry.event().id();
            }
        }
    }

    /** Reads what follows the position. Waits for entries unless the last read suggests that there are some. */
    Future<TailMerge> read(RedisConnection on, EventId position, int most) {
        if (isCertain) {
            return queries.await(on, position, most).map(both -> finished(TailMerge.waited(position, both, most)));
        }
        return queries.read(on, position, most).map(both -> finished(merge(position, both, most)));
    }

    private static TailMerge merge(EventId position, @Nullable Both both, int most) {
        return both == null ? new TailMerge(List.of(), Outcome.BROKEN) : TailMerge.complete(position, both, most);
    }

    private TailMerge finished(TailMerge merge) {
        isCertain = merge.outcome() == Outcome.COMPLETE && merge.entries().size() < BUSY;
        return merge;
    }

    /**
     * Returns to the whole tail, because entries or registrations may be missing. All users are registered again, after a delay that
     * doubles if this happens again soon: while an earlier version of the service appends, for instance.
     */
    void leave(@Nullable EventId position) {
        if (isActive) {
            LOG.infof("tail.addressed.left partition=%d position=%s", partition, position);
            boolean wasShort = context.nanoTime() - activeSince < STABLE.toNanos();
            delay = wasShort ? Math.min(MAX_DELAY.toNanos(), Math.max(MIN_DELAY.toNanos(), 2 * delay)) : 0;
            renewAt = context.nanoTime() + delay;
        }
        isActive = false;
        completeFrom = null;
        lostAt = null;
        departures++;
    }

    /** The next read does not wait: the connection is new, or nothing was received for a while. */
    void verify() {
        isCertain = false;
    }

    /** All subscribers of the instance have reached a position. */
    void delivered(EventId position) {
        registrations.delivered(position);
    }

    /** Extends the lease, and compares a third of the registrations with those in Redis. */
    private void maintain() {
        if (isComparing) {
            return;
        }
        isComparing = true;
        long current = departures;
        registrations.compare().onComplete(compared -> {
            isComparing = false;
            EventId lost = compared.result();
            if (lost != null && isActive && current == departures) {
                lostAt = lost;
            }
        });
    }

    /**
     * Returns whether registrations were lost although the tails are complete up to the marker that follows: then events for these
     * users are only in the whole tail, at positions that the reader has passed.
     */
    boolean hasLostRegistrations(EventId position) {
        return isActive && lostAt != null && !lostAt.isAfter(position);
    }
}
