package io.herald.hub.fanout;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.Observers;
import io.herald.hub.Shard;
import io.herald.hub.Sources;
import io.herald.hub.encoding.Delivery;
import io.herald.hub.encoding.Run;
import io.herald.hub.subscriber.Audience;
import io.herald.hub.subscriber.Audience.Seat;
import io.herald.hub.subscriber.Subscriber;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a shard's batches to those they are for: one batch after the other, a slice of it at a time, and a few sockets a
 * turn. Between turns the loop hears what has come meanwhile, which would wait for a thousand writes otherwise. Whoever
 * has a slice still before it is where it was before the slice; all others are where it ends.
 */
public final class Rounds {

    private static final Logger LOG = Logger.getLogger(Rounds.class);

    /** Events written to one socket before its state is looked at again. */
    private static final int BYTES_A_SLICE = 64 * 1024;

    private static final int NOWHERE = -1;

    /** What is to be taken round: of the log, from one position to another, or of nowhere. */
    private record Batch(
            int partition,
            @Nullable EventId after,
            @Nullable EventId upTo,
            List<Delivery> deliveries,
            Runnable done) {

        boolean isOfTheLog() {
            return upTo != null;
        }
    }

    private final Shard shard;
    private final Observers observers;
    private final Share share;
    private final Map<Channel, Audience> audiences;
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
    private final Queue<Batch> waiting = new ArrayDeque<>();
    private final Run[] roots = new Run[8];
    private final List<Run> gathered = new ArrayList<>();
    private final List<Subscriber> touched = new ArrayList<>();
    private int written;
    private @Nullable Batch batch;
    private boolean gap;
    private int sliced;
    private EventId before = EventId.ZERO;
    private long appended;
    private boolean underWay;

    public Rounds(Shard shard, Sources sources, Map<Channel, Audience> audiences) {
        this.shard = shard;
        this.observers = sources.observers();
        this.share = sources.chance().share().get();
        this.audiences = audiences;
    }

    /** @param done is run when all of it has been written to everybody, or waits for those who are behind */
    public void take(int partition, EventId after, EventId upTo, List<Delivery> deliveries, Runnable done) {
        take(new Batch(partition, after, upTo, deliveries, done));
    }

    /** Tells those who are live of something that is in no log. */
    public void tell(Delivery delivery) {
        take(new Batch(delivery.event().partition(), null, null, List.of(delivery), () -> {}));
    }

    /** Does something when all that has come before has been dealt with. */
    public void then(Runnable action) {
        take(new Batch(NOWHERE, null, null, List.of(), action));
    }

    private void take(Batch next) {
        waiting.add(next);
        if (!underWay) {
            turn(true);
        }
    }

    /** Where those are in a partition who have a slice still before them. */
    public EventId before(int partition) {
        return batch != null && batch.partition == partition ? before : shard.position(partition);
    }

    private void turn(boolean first) {
        underWay = true;
        boolean more = true;
        share.begin(first);
        try {
            more = go();
        } catch (RuntimeException e) {
            LOG.error("a round could not be ended", e);
        } finally {
            underWay = more;
            share.end();
            if (more) {
                shard.loop.schedule(() -> turn(false), 0, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** For one turn; says whether there is more. Whatever fails is behind it when it is called again. */
    private boolean go() {
        while (written < touched.size() || next()) {
            while (written < touched.size()) {
                if (!share.goesOn()) {
                    return true;
                }
                touched.get(written++).settle();
            }
        }
        return false;
    }

    /** Ends the slice, and goes on with what comes after it; false if nothing does. */
    private boolean next() {
        endSlice();
        if (batch != null && sliced < batch.deliveries.size()) {
            slice(batch);
        } else {
            Batch ended = batch;
            batch = null;
            if (ended != null) {
                end(ended);
            }
            begin(waiting.poll());
        }
        return batch != null;
    }

    private void begin(@Nullable Batch next) {
        batch = next;
        sliced = 0;
        gap = next != null && next.isOfTheLog() && next.after.isAfter(shard.position(next.partition));
        if (gap) {
            // The tail was trimmed before it could be read; what was missed is in the histories.
            shard.fallBehind(next.partition);
        }
    }

    private void slice(Batch of) {
        int from = sliced;
        int bytes = 0;
        while (sliced < of.deliveries.size() && (sliced == from || bytes < BYTES_A_SLICE)) {
            bytes += of.deliveries.get(sliced++).event().size();
        }
        before = shard.position(of.partition);
        appended = of.deliveries.get(from).event().id().ms();
        try {
            of.deliveries.subList(from, sliced).forEach(this::offer);
        } catch (RuntimeException e) {
            LOG.error("a batch could not be offered to everybody, who read it again", e);
            shard.fallBehind(of.partition);
            gap = true;
        }
        if (of.isOfTheLog()) {
            shard.reach(of.partition, of.deliveries.get(sliced - 1).event().id());
        }
    }

    private void offer(Delivery delivery) {
        for (Channel channel : delivery.event().channels()) {
            Audience audience = audiences.get(channel);
            for (int i = 0; audience != null && i < audience.size(); i++) {
                Seat seat = audience.seat(i);
                Subscriber subscriber = seat.subscriber;
                if (seat.wants(delivery) && subscriber.offer(delivery, channel, root(subscriber))) {
                    touched.add(subscriber);
                }
            }
        }
    }

    private Run root(Subscriber subscriber) {
        int slot = subscriber.outlet.framing().slot();
        Run root = roots[slot];
        if (root == null) {
            root = Run.empty();
            roots[slot] = root;
        }
        return root;
    }

    /** To one who shares it with others. */
    public void write(Subscriber subscriber, Run run) {
        shard.tally.delivered(subscriber.transport).add(run.events());
        subscriber.outlet.write(run.gather(subscriber.outlet.framing(), shard.format(), allocator, gathered));
        run.wasRead();
    }

    private void endSlice() {
        if (!touched.isEmpty() && batch != null && batch.isOfTheLog()) {
            observers.times().took(shard.clock().millis() - appended);
        }
        touched.clear();
        written = 0;
        for (Run run : gathered) {
            run.count(observers.facts());
            run.release();
        }
        gathered.clear();
        Arrays.fill(roots, null);
    }

    private void end(Batch ended) {
        try {
            if (ended.isOfTheLog()) {
                shard.reach(ended.partition, ended.upTo);
                shard.settleAhead();
            }
            if (gap) {
                shard.advanceAll();
            }
        } finally {
            ended.done.run();
        }
    }
}
