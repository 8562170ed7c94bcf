package io.herald.redis;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.log.HistoryPage;
import io.herald.log.LogTraces;
import io.herald.log.TailListener;
import io.herald.log.Withdrawals;
import io.herald.redis.append.AppendCoalescer;
import io.herald.redis.append.Appender;
import io.herald.redis.history.HistoryReader;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.tail.TailReaders;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Implements the log on Redis Streams. The header of each script documents what it does in Redis. */
@ApplicationScoped
class RedisEventLog implements EventLog {

    private final Partitioning partitioning;
    private final Appender appender;
    private final AppendCoalescer appendCoalescer;
    private final HistoryReader history;
    private final TailReaders tails;
    private final Consumer<TailListener> starter;
    private final Runnable closer;
    private final Withdrawals withdrawals;
    private final LogTraces traces;

    @Inject
    RedisEventLog(
            Partitioning partitioning,
            Appender appender,
            HistoryReader history,
            TailReaders tails,
            LogLifecycle lifecycle,
            Withdrawals withdrawals,
            LogTraces traces) {
        this(partitioning, appender, history, tails, lifecycle::start, lifecycle::close, withdrawals, traces);
    }

    /**
     * @param starter starts what the log consists of
     * @param closer closes it
     */
    RedisEventLog(
            Partitioning partitioning,
            Appender appender,
            HistoryReader history,
            TailReaders tails,
            Consumer<TailListener> starter,
            Runnable closer,
            Withdrawals withdrawals,
            LogTraces traces) {
        this.partitioning = partitioning;
        this.appender = appender;
        this.appendCoalescer = new AppendCoalescer(appender::append);
        this.history = history;
        this.tails = tails;
        this.starter = starter;
        this.closer = closer;
        this.withdrawals = withdrawals;
        this.traces = traces;
    }

    @PreDestroy
    void close() {
        closer.run();
    }

    @Override
    public int partitions() {
        return partitioning.partitions();
    }

    @Override
    public int partitionOf(Channel channel) {
        return partitioning.partitionOf(channel);
    }

    @Override
    public Uni<Appended> append(Append event) {
        return UniHelper.toUni(appendCoalescer.append(traces.mark(event)));
    }

    @Override
    public Uni<Void> send(ControlMessage controlMessage) {
        return UniHelper.toUni(appender.send(controlMessage));
    }

    @Override
    public Uni<HistoryPage> read(Span span) {
        return UniHelper.toUni(history.read(span).map(historyPage -> historyPage.without(withdrawals::contains)));
    }

    @Override
    public Uni<List<Event>> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        return UniHelper.toUni(history.history(channel, from, newestFirst, limit));
    }

    @Override
    public Uni<Bounds> bounds(int partition) {
        return UniHelper.toUni(history.bounds(partition));
    }

    @Override
    public boolean isWithdrawn(Event event) {
        return withdrawals.contains(event);
    }

    @Override
    public void start(TailListener listener) {
        starter.accept(listener);
    }

    @Override
    public Uni<EventId> register(Channel user) {
        return UniHelper.toUni(tails.register(partitionOf(user), user));
    }

    @Override
    public void retain(Set<Channel> used) {
        tails.retain(used);
    }

    @Override
    public boolean isTailAlive(int partition) {
        return tails.isReceiving(partition);
    }

    @Override
    public Uni<Boolean> isReachable() {
        return UniHelper.toUni(tails.isReachable());
    }
}
