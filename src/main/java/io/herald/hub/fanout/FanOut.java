package io.herald.hub.fanout;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.encoding.BatchEncoder;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.subscriber.FanOutPositions;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberLifecycle;
import io.herald.hub.subscriber.SubscriberRegistry;
import io.herald.hub.subscriber.SubscriberSet;
import io.herald.hub.subscriber.SubscriberSet.Entry;
import io.herald.hub.telemetry.DeliveryLatencyListener;
import io.herald.loop.FailureLogger;
import io.herald.loop.Loop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the batches of a shard to the subscribers that follow their channels. It processes one batch after the other,
 * divides each into slices, and writes a slice to a few sockets a turn. Between turns the loop runs its other tasks, which
 * would otherwise wait for thousands of writes. A subscriber whose part of the slice is still to be written is at the start
 * of the slice; all others are at its end. Used by the loop of the shard only.
 */
public final class FanOut {

    /** Size of a slice: what is written to a socket before {@code isFull} is checked again. */
    private static final int SLICE_BYTES = 64 * 1024;

    private static final int NO_PARTITION = -1;

    /** Events of the log, from one position to another; or ephemeral events of this instance, without positions. */
    private record Batch(
            int partition,
            @Nullable EventId after,
            @Nullable EventId upTo,
            List<EncodedEvent> deliveries,
            Runnable done) {

        boolean isOfTheLog() {
            return upTo != null;
        }
    }

    /**
     * @param timeSlice limits the turns
     * @param missed runs after a batch whose events could not all be delivered, so that its subscribers have fallen behind
     */
    public record Dependencies(
            Loop loop,
            Clock clock,
            TimeSlice timeSlice,
            DeliveryLatencyListener latencyListener,
            Runnable missed,
            FailureLogger failures) {}

    private final Dependencies dependencies;
    private final TimeSlice timeSlice;
    private final Clock clock;
    private final FanOutPositions positions;
    private final SubscriberRegistry subscriberRegistry;
    private final SubscriberLifecycle lifecycle;
    private final BatchEncoder encoder;
    private final Queue<Batch> waiting = new ArrayDeque<>();
    private final List<Subscriber> pendingWrites = new ArrayList<>();
    private int written;
    private @Nullable Batch batch;
    private boolean gap;
    private int sliced;
    private long appended;
    private boolean isRunning;

    public FanOut(
            Dependencies dependencies,
            FanOutPositions positions,
            SubscriberRegistry subscriberRegistry,
            SubscriberLifecycle lifecycle,
            BatchEncoder encoder) {
        this.dependencies = dependencies;
        this.timeSlice = dependencies.timeSlice();
        this.clock = dependencies.clock();
        this.positions = positions;
        this.subscriberRegistry = subscriberRegistry;
        this.lifecycle = lifecycle;
        this.encoder = encoder;
    }

    /**
     * Delivers a batch after those before it.
     *
     * @param done runs when the batch has been written to all live subscribers; those that are behind read it later
     */
    public void enqueue(int partition, EventId after, EventId upTo, List<EncodedEvent> deliveries, Runnable done) {
        enqueue(new Batch(partition, after, upTo, deliveries, done));
    }

    /** Delivers an event that is not in the log to the live subscribers of its channels. */
    public void deliverEphemeral(EncodedEvent encodedEvent) {
        enqueue(new Batch(encodedEvent.event().partition(), null, null, List.of(encodedEvent), () -> {}));
    }

    /** Runs an action after the delivery of all batches that have arrived before. */
    public void then(Runnable action) {
        enqueue(new Batch(NO_PARTITION, null, null, List.of(), action));
    }

    private void enqueue(Batch next) {
        waiting.add(next);
        if (!isRunning) {
            runTurn(true);
        }
    }

    private void runTurn(boolean first) {
        isRunning = true;
        boolean more = true;
        timeSlice.begin(first);
        try {
            more = deliverUntilTurnEnds();
        } catch (Throwable e) {
            // Not even an Error stops the fan-out: it may concern only one event or one connection.
            dependencies.failures().failed("fanout.turn.failed", e);
        } finally {
            isRunning = more;
            timeSlice.end();
            if (more) {
                dependencies.loop().schedule(Duration.ZERO, () -> runTurn(false));
            }
        }
    }

    /** Returns whether there is more to do. The next call does not repeat a step that has thrown. */
    private boolean deliverUntilTurnEnds() {
        while (written < pendingWrites.size() || next()) {
            while (written < pendingWrites.size()) {
                if (!timeSlice.allowsNext()) {
                    return true;
                }
                lifecycle.flush(pendingWrites.get(written++));
            }
        }
        return false;
    }

    /** Ends the slice and begins the next slice or batch. Returns false if there is none. */
    private boolean next() {
        endSlice();
        if (batch != null && sliced < batch.deliveries.size()) {
            slice(batch);
        } else {
            Batch ended = batch;
            batch = null;
            positions.endBatch();
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
        gap = next != null && next.isOfTheLog() && next.after.isAfter(positions.of(next.partition));
        if (gap) {
            // The tail was trimmed before the reader had read it. The histories hold the missed events.
            lifecycle.fallBehind(next.partition);
        }
    }

    private void slice(Batch of) {
        int from = sliced;
        int bytes = 0;
        while (sliced < of.deliveries.size() && (sliced == from || bytes < SLICE_BYTES)) {
            bytes += of.deliveries.get(sliced++).event().sizeInBytes();
        }
        positions.beginSlice(of.partition);
        appended = of.deliveries.get(from).event().id().ms();
        try {
            of.deliveries.subList(from, sliced).forEach(this::offer);
        } catch (Throwable e) {
            // Part of the subscribers do not have the slice. All fall behind, and read it from their own positions.
            dependencies.failures().failed("fanout.slice.failed", e);
            lifecycle.fallBehind(of.partition);
            gap = true;
        }
        if (of.isOfTheLog()) {
            positions.advance(
                    of.partition, of.deliveries.get(sliced - 1).event().id());
        }
    }

    private void offer(EncodedEvent encodedEvent) {
        for (Channel channel : encodedEvent.event().channels()) {
            SubscriberSet<Subscriber> subscriberSet = subscriberRegistry.subscribersOf(channel);
            for (int i = 0; subscriberSet != null && i < subscriberSet.size(); i++) {
                Entry<Subscriber> entry = subscriberSet.entry(i);
                Subscriber subscriber = entry.member();
                if (entry.wants(encodedEvent)
                        && subscriber.isAllowed(encodedEvent, clock)
                        && subscriber.offer(
                                encodedEvent,
                                channel,
                                encoder.start(subscriber.outlet().frameEncoder()))) {
                    pendingWrites.add(subscriber);
                }
            }
        }
    }

    private void endSlice() {
        try {
            if (!pendingWrites.isEmpty() && batch != null && batch.isOfTheLog()) {
                dependencies.latencyListener().took(clock.millis() - appended);
            }
        } finally {
            pendingWrites.clear();
            written = 0;
            encoder.endSlice();
        }
    }

    private void end(Batch ended) {
        try {
            if (ended.isOfTheLog()) {
                positions.advance(ended.partition, ended.upTo);
                subscriberRegistry.settleAhead();
            }
            if (gap) {
                dependencies.missed().run();
            }
        } finally {
            ended.done.run();
        }
    }
}
