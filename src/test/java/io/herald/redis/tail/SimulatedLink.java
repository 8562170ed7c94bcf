package io.herald.redis.tail;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.log.HistoryPage;
import io.herald.log.TailListener;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.HighWaterMark;
import io.herald.redis.layout.Partitioning;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The link of one instance to a {@link SimulatedLog}: only steps execute, answer and read. */
public final class SimulatedLink implements EventLog {

    private final SimulatedLog log;
    private final Random random;
    private final List<HighWaterMark> highWaterMarks;
    private final List<SimulatedRequest<?>> requests = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();
    private final List<Channel> registered = new ArrayList<>();
    private @Nullable Throwable registrationFailure;
    private int historyReads;

    public SimulatedLink(SimulatedLog log, Random random) {
        this.log = log;
        this.random = random;
        this.highWaterMarks = IntStream.range(0, partitions())
                .mapToObj(p -> new HighWaterMark())
                .toList();
    }

    /** Executes a request in Redis or delivers its answer. Returns false if no request is in flight. */
    public boolean stepRequest() {
        if (requests.isEmpty()) {
            return false;
        }
        SimulatedRequest<?> request = requests.get(random.nextInt(requests.size()));
        if (request.step()) {
            requests.remove(request);
        }
        return true;
    }

    /** Runs the next step of a reader. With {@code idle} it verifies the birth mark if there is nothing to read. */
    public void stepReader(boolean idle) {
        readers.get(random.nextInt(readers.size())).step(idle);
    }

    public EventId highWaterMark(int partition) {
        return highWaterMarks.get(partition).highest();
    }

    public void failOneRequest() {
        if (!requests.isEmpty()) {
            requests.remove(random.nextInt(requests.size())).fail();
        }
    }

    /** Appends without waiting for the result. */
    public void publish(Append event) {
        append(event).subscribe().with(done -> {}, failure -> {});
    }

    @Override
    public int partitions() {
        return log.settings.partitions();
    }

    @Override
    public int partitionOf(Channel channel) {
        return log.partitionOf(channel);
    }

    @Override
    public Uni<Appended> append(Append event) {
        List<Uni<Appended>> calls = new ArrayList<>();
        new Partitioning(partitions()).groupByPartition(event.channels()).forEach((partition, channels) -> {
            Append part = new Append(channels, event.event(), event.body(), event.eventAttributes());
            calls.add(submit(() -> log.append(
                            partition, part, highWaterMarks.get(partition).highest()))
                    .map(appended -> acknowledge(partition, appended)));
        });
        return Uni.join().all(calls).andCollectFailures().map(all -> all.get(0));
    }

    private Appended acknowledge(int partition, Event appended) {
        highWaterMarks.get(partition).advanceTo(appended.id());
        return new Appended(partition, appended.id(), false, List.of());
    }

    /** How many pages of histories were asked for, answered or not. */
    public int historyReads() {
        return historyReads;
    }

    /** Returns the users that the hub has registered. */
    public List<Channel> registered() {
        return registered;
    }

    @Override
    public Uni<EventId> register(Channel user) {
        return Uni.createFrom().emitter(result -> {
            if (registrationFailure != null) {
                result.fail(registrationFailure);
            } else {
                registered.add(user);
                result.complete(EventId.ZERO);
            }
        });
    }

    /** From now on all registrations fail. */
    public void failRegistrations(Throwable failure) {
        registrationFailure = failure;
    }

    @Override
    public Uni<HistoryPage> read(Span span) {
        historyReads++;
        return submit(() -> log.read(span, highWaterMarks.get(span.partition()).highest()));
    }

    @Override
    public Uni<Bounds> bounds(int partition) {
        return submit(() -> log.open(partition, highWaterMarks.get(partition).highest()));
    }

    @Override
    public Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Uni<Boolean> isReachable() {
        return Uni.createFrom().item(true);
    }

    @Override
    public void start(TailListener listener) {
        for (int partition = 0; partition < partitions(); partition++) {
            readers.add(new Reader(partition, listener));
        }
    }

    @Override
    public boolean isTailAlive(int partition) {
        return true;
    }

    @Override
    public Uni<Void> send(ControlMessage controlMessage) {
        throw new UnsupportedOperationException();
    }

    private <T> Uni<T> submit(Supplier<T> operation) {
        return Uni.createFrom().emitter(emitter -> requests.add(new SimulatedRequest<>(operation, emitter)));
    }

    /** A reader that drives a {@link TailSequence} in steps instead of a connection. */
    private final class Reader {
        private final int partition;
        private final TailSequence tailSequence;
        private List<Entry> remaining = List.of();
        private boolean verified;
        private int inFlight;

        Reader(int partition, TailListener listener) {
            this.partition = partition;
            this.tailSequence = new TailSequence(
                    partition,
                    batch -> {
                        highWaterMarks.get(partition).advanceTo(batch.upTo());
                        inFlight++;
                        listener.onBatch(batch, () -> inFlight--);
                    },
                    listener::onBirthMarkChanged,
                    new ControlListeners(List.of(), Runnable::run));
        }

        void step(boolean idle) {
            if (!verified) {
                verify();
            } else if (!remaining.isEmpty()) {
                remaining = tailSequence.deliverAfterBreak(remaining);
                verified = remaining.isEmpty();
            } else if (inFlight < 2) {
                read(idle);
            }
        }

        private void verify() {
            Bounds bounds = log.open(partition, highWaterMarks.get(partition).highest());
            highWaterMarks.get(partition).advanceTo(bounds.birth());
            tailSequence.updateBirthMark(new TailQueries.Opened(bounds, null, ""));
            verified = true;
            if (tailSequence.position() == null) {
                tailSequence.load(bounds, log.tailAfter(partition, EventId.ZERO, Integer.MAX_VALUE));
            }
        }

        private void read(boolean idle) {
            List<Entry> entries = log.tailAfter(partition, tailSequence.position(), 1 + random.nextInt(5));
            if (entries.isEmpty()) {
                verified = !idle;
            } else {
                remaining = tailSequence.deliver(entries);
                verified = remaining.isEmpty();
            }
        }
    }
}
