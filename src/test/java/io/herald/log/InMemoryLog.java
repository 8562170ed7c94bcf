package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A log of one partition in memory, which counts the calls that read it. A test answers the appends. */
public class InMemoryLog implements EventLog {

    private final List<Event> events = new ArrayList<>();
    private final Supplier<Uni<Appended>> appending;
    private int reads;

    /** Creates a log that rejects appends. */
    public InMemoryLog() {
        this(() -> {
            throw new UnsupportedOperationException();
        });
    }

    /** @param appending answers each append, which adds no event */
    public InMemoryLog(Supplier<Uni<Appended>> appending) {
        this.appending = appending;
    }

    public void add(Event event) {
        events.add(event);
    }

    public int reads() {
        return reads;
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public int partitionOf(Channel channel) {
        return 0;
    }

    @Override
    public Uni<HistoryPage> read(Span span) {
        reads++;
        List<Event> matches = new ArrayList<>();
        EventId upTo = span.upTo();
        for (Channel channel : span.channels()) {
            List<Event> ofChannel = of(channel, event -> event.id().isAfter(span.after()), false, span.limit());
            matches.addAll(ofChannel);
            if (ofChannel.size() == span.limit()) {
                EventId last = ofChannel.get(ofChannel.size() - 1).id();
                upTo = last.isBefore(upTo) ? last : upTo;
            }
        }
        EventId end = upTo;
        List<Event> page = matches.stream()
                .filter(event -> !event.id().isAfter(end))
                .sorted(Comparator.comparing(Event::id))
                .toList();
        return Uni.createFrom().item(new HistoryPage(new Bounds(EventId.ZERO, last()), page, end, List.of()));
    }

    @Override
    public Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        reads++;
        Predicate<Event> within =
                event -> newestFirst ? event.id().isBefore(from) : event.id().isAfter(from);
        return Uni.createFrom().item(of(channel, within, newestFirst, limit));
    }

    private List<Event> of(Channel channel, Predicate<Event> within, boolean newestFirst, int limit) {
        Comparator<Event> order = Comparator.comparing(Event::id);
        return events.stream()
                .filter(event -> event.channels().contains(channel))
                .filter(within)
                .sorted(newestFirst ? order.reversed() : order)
                .limit(limit)
                .toList();
    }

    @Override
    public Uni<Bounds> bounds(int partition) {
        reads++;
        return Uni.createFrom().item(new Bounds(EventId.ZERO, last()));
    }

    private EventId last() {
        return events.stream().map(Event::id).reduce(EventId.ZERO, EventId::max);
    }

    @Override
    public Uni<Appended> append(Append event) {
        return appending.get();
    }

    @Override
    public Uni<Boolean> isReachable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start(TailListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isTailAlive(int partition) {
        return true;
    }

    @Override
    public Uni<Void> send(ControlMessage controlMessage) {
        throw new UnsupportedOperationException();
    }
}
