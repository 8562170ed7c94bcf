package io.herald.redis.tail;

import io.herald.log.EventLog.Bounds;
import io.herald.redis.connection.ReconnectingConnection;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import io.herald.redis.tail.TailQueries.Opened;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Checks the birth mark of a partition, which is the evidence that the log has lost entries. Confined to the loop of the reader. */
final class BirthMarkCheck {

    /** Longer than a failover. */
    private static final long HELD_NANOS = Duration.ofMinutes(1).toNanos();

    private final TailQueries queries;
    private final TailSequence tailSequence;
    private final HighWaterMark highWaterMark;
    private final ReconnectingConnection connection;
    private final EventLoopContext context;
    private final Runnable onChange;

    /** By held entry, the time of the first check that has looked for it. */
    private final Map<EntryIdentity, Long> firstChecks = new IdentityHashMap<>();

    /** @param onChange runs before the position moves to a new birth mark */
    BirthMarkCheck(
            TailQueries queries,
            TailSequence tailSequence,
            HighWaterMark highWaterMark,
            ReconnectingConnection connection,
            EventLoopContext context,
            Runnable onChange) {
        this.queries = queries;
        this.tailSequence = tailSequence;
        this.highWaterMark = highWaterMark;
        this.connection = connection;
        this.context = context;
        this.onChange = onChange;
    }

    /** Whether entries are held that no check has looked for. */
    boolean isDue() {
        return !firstChecks.keySet().containsAll(highWaterMark.held());
    }

    /** Reads the bounds, and moves the position of the reader if the birth mark has changed. */
    void check(RedisConnection on, Consumer<Bounds> next) {
        List<EntryIdentity> held = highWaterMark.held();
        connection.request(on, () -> open(on, tailSequence.birth().toString(), held), opened -> {
            releaseAfterAWhile(held);
            if (tailSequence.isReplacedBelow(opened)) {
                renew(on, next);
            } else {
                checked(opened, next);
            }
        });
    }

    /** A server that was suspended may have the entries, and learn of a failover a moment later. */
    private void releaseAfterAWhile(List<EntryIdentity> held) {
        long now = context.nanoTime();
        held.forEach(entry -> firstChecks.putIfAbsent(entry, now));
        firstChecks.keySet().retainAll(held);
        highWaterMark.release(held.stream()
                .filter(entry -> now - firstChecks.get(entry) > HELD_NANOS)
                .toList());
    }

    /** Renews the birth mark, because this instance has found that entries are lost. */
    void renew(RedisConnection on, Consumer<Bounds> next) {
        connection.request(on, () -> open(on, TailQueries.LOST, List.of()), renewed -> checked(renewed, next));
    }

    private void checked(Opened opened, Consumer<Bounds> next) {
        // A later failover to a log without this birth mark must be detected.
        highWaterMark.advanceTo(opened.bounds().birth());
        if (!opened.bounds().birth().equals(tailSequence.birth())) {
            onChange.run();
        }
        tailSequence.updateBirthMark(opened);
        next.accept(opened.bounds());
    }

    private Future<Opened> open(RedisConnection on, String birth, List<EntryIdentity> held) {
        return queries.open(on, highWaterMark.highest(), birth, knownEntries(held));
    }

    /**
     * Returns the entries by which the script detects that the log was replaced by one with other entries under the same ids. The
     * highest one may be an append of this instance that the reader has not read, and so may those held since a connection was lost.
     */
    private List<EntryIdentity> knownEntries(List<EntryIdentity> held) {
        EntryIdentity highest = highWaterMark.highestEntry();
        EntryIdentity read = tailSequence.lastRead();
        List<EntryIdentity> known = new ArrayList<>();
        if (read != null && !read.id().equals(highest.id())) {
            known.add(read);
        }
        known.add(highest);
        known.addAll(held);
        return known;
    }
}
