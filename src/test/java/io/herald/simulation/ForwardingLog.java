package io.herald.simulation;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.log.HistoryPage;
import io.herald.log.TailListener;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Set;

/** Passes all calls on. A subclass changes some of them. */
class ForwardingLog implements EventLog {

    private final EventLog real;

    ForwardingLog(EventLog real) {
        this.real = real;
    }

    @Override
    public int partitions() {
        return real.partitions();
    }

    @Override
    public int partitionOf(Channel channel) {
        return real.partitionOf(channel);
    }

    @Override
    public Uni<Appended> append(Append event) {
        return real.append(event);
    }

    @Override
    public Uni<HistoryPage> read(Span span) {
        return real.read(span);
    }

    @Override
    public Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        return real.history(channel, from, newestFirst, limit);
    }

    @Override
    public Uni<Bounds> bounds(int partition) {
        return real.bounds(partition);
    }

    @Override
    public Uni<EventId> register(Channel user) {
        return real.register(user);
    }

    @Override
    public void retain(Set<Channel> used) {
        real.retain(used);
    }

    @Override
    public Uni<Boolean> isReachable() {
        return real.isReachable();
    }

    @Override
    public void start(TailListener listener) {
        real.start(listener);
    }

    @Override
    public boolean isTailAlive(int partition) {
        return real.isTailAlive(partition);
    }

    @Override
    public boolean isWithdrawn(Event event) {
        return real.isWithdrawn(event);
    }

    @Override
    public Uni<Void> send(ControlMessage controlMessage) {
        return real.send(controlMessage);
    }
}
