package io.herald.redis.tail;

import io.herald.log.EventLog.Bounds;
import io.herald.redis.connection.ReconnectingConnection;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMark;
import io.herald.redis.tail.TailQueries.Opened;
import io.herald.vertx.EventLoopContext;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Checks the birth mark of a partition, which is the evidence that the log has lost entries. Confined to the loop of the reader. */
final class BirthMarkCheck {

    private final TailQueries queries;
    private final TailSequence tailSequence;
    private final HighWaterMark highWaterMark;
    private final ReconnectingConnection connection;
    private final EventLoopContext context;
    private final Runnable onChange;
    private final HeldAppends appends;

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
        this.appends = new HeldAppends(highWaterMark);
    }

    /** Whether this instance has lost connections over which it had appended entries, and no check has looked for those. */
    boolean isDue() {
        return appends.areUnchecked();
    }

    /** Reads the bounds, and moves the position of the reader if the birth mark has changed. */
    void check(RedisConnection on, Consumer<Bounds> next) {
        List<EntryIdentity> held = appends.all();
        connection.request(on, () -> open(on, tailSequence.birth().toString(), held), opened -> {
            appends.checked(held, context.nanoTime());
            if (tailSequence.isReplacedBelow(opened)) {
                renew(on, next);
            } else {
                checked(opened, next);
            }
        });
    }

    /** Renews the birth mark, because this instance has found that entries are lost. */
    void renew(RedisConnection on, Consumer<Bounds> next) {
        connection.request(on, () -> open(on, TailQueries.LOST, List.of()), renewed -> checked(renewed, next));
    }

    private void checked(Opened opened, Consumer<Bounds> next) {
        // A later failover to a log without this birth mark must be detected.
        highWaterMark.birthMarkFound(opened.bounds().birth());
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
