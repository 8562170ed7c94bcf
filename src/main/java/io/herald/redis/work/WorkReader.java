package io.herald.redis.work;

import io.herald.event.Event;
import io.herald.redis.connection.Backoff;
import io.herald.redis.connection.ReconnectingConnection;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.work.WorkQueries.Work;
import io.herald.vertx.EventLoopContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Reads one partition's work queue batch by batch and passes the batches to the handler. Uses a dedicated connection, because its
 * reads block in Redis. A batch that fails is retried until it succeeds. Each attempt begins with the full time in which no other
 * worker claims the entries. If this instance dies, another claims them. Confined to one event loop.
 */
final class WorkReader implements ReconnectingConnection.User {

    private static final Logger LOG = Logger.getLogger(WorkReader.class);

    /**
     * The timeout of one attempt. After it the batch is handled again: a repetition is better than a wait without end. Ends
     * before other workers claim the entries: the difference is for the calls of Redis before and after the attempt.
     */
    static final Duration HANDLER_TIMEOUT = WorkQueries.ABANDONED_AFTER.minusSeconds(5);

    private static final long CLAIM_INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final WorkQueries queries;
    private final EventLoopContext context;
    private final Function<List<Event>, Uni<List<Event>>> handler;
    private final ReconnectingConnection connection;
    private final Backoff backoff;
    private final AdaptiveBatchSize adaptiveBatchSize = new AdaptiveBatchSize();
    private final AcknowledgedEntryCleanup cleanup;
    private boolean asking;
    private boolean handling;
    private boolean closed;
    private long lastClaimCheckNanos;

    WorkReader(
            WorkQueries queries,
            ServerResolver serverRoute,
            EventLoopContext context,
            Function<List<Event>, Uni<List<Event>>> handler) {
        this.queries = queries;
        this.context = context;
        this.handler = handler;
        this.backoff = new Backoff(context::random);
        this.connection = new ReconnectingConnection(
                "work." + queries.partition(),
                serverRoute,
                context,
                queries.block().multipliedBy(2),
                this);
        this.cleanup = new AcknowledgedEntryCleanup(queries, context);
        this.lastClaimCheckNanos = System.nanoTime() - CLAIM_INTERVAL_NANOS;
    }

    void start() {
        context.execute(connection::start);
    }

    void close() {
        context.execute(() -> {
            closed = true;
            cleanup.stop();
            connection.close();
            if (!handling) {
                queries.deleteConsumer();
            }
        });
    }

    @Override
    public void opened(RedisConnection on) {
        ask(on, () -> queries.createGroup(on), joined -> {
            connection.markHealthy();
            cleanup.start();
            next();
        });
    }

    @Override
    public void lost(String reason) {
        asking = false;
    }

    private void next() {
        RedisConnection on = connection.current();
        if (on == null || asking || handling || closed) {
            return;
        }
        if (System.nanoTime() - lastClaimCheckNanos > CLAIM_INTERVAL_NANOS) {
            ask(on, () -> queries.claimAbandoned(on, adaptiveBatchSize.entries()), work -> {
                if (work.isEmpty()) {
                    lastClaimCheckNanos = System.nanoTime();
                    next();
                } else {
                    LOG.infof("work.claimed partition=%d entries=%d", queries.partition(), work.size());
                    handle(work);
                }
            });
        } else {
            ask(on, () -> queries.next(on, adaptiveBatchSize.entries()), this::handle);
        }
    }

    private void handle(List<Work> work) {
        if (work.isEmpty()) {
            next();
            return;
        }
        handling = true;
        guard(
                work,
                () -> Uni.createFrom()
                        .deferred(() -> handler.apply(events(work)))
                        .ifNoItem()
                        .after(HANDLER_TIMEOUT)
                        .fail()
                        .subscribe()
                        .with(
                                rejected -> context.execute(() -> guard(work, () -> finish(work, rejected))),
                                failure -> context.execute(() -> retryLater(work, failure))));
    }

    /** Runs a step of an attempt. If it throws, the batch is retried: the reader would otherwise wait for its end forever. */
    private void guard(List<Work> work, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            retryLater(work, e);
        }
    }

    private static List<Event> events(List<Work> work) {
        return work.stream().map(Work::event).toList();
    }

    private void finish(List<Work> work, List<Event> rejected) {
        backoff.reset();
        adaptiveBatchSize.record(events(work));
        List<Work> toSetAside =
                work.stream().filter(entry -> rejected.contains(entry.event())).toList();
        // If this fails, the entries are claimed as abandoned later and processed again.
        queries.finish(work, toSetAside)
                .onComplete(finished -> context.execute(() -> {
                    handling = false;
                    next();
                }));
    }

    private void retryLater(List<Work> work, Throwable failure) {
        LOG.debugf("work.failed partition=%d entries=%d reason=\"%s\"", queries.partition(), work.size(), failure);
        if (!closed) {
            context.setTimer(backoff.nextMillis(), timer -> guard(work, () -> retry(work)));
        }
    }

    /** Handles the entries again that no other worker has claimed meanwhile. */
    private void retry(List<Work> work) {
        queries.renew(work)
                .onComplete(renewed -> context.execute(() -> {
                    if (closed) {
                        return;
                    }
                    if (renewed.failed()) {
                        retryLater(work, renewed.cause());
                    } else {
                        handling = false;
                        handle(renewed.result());
                    }
                }));
    }

    private <T> void ask(RedisConnection on, Supplier<Future<T>> request, Consumer<T> next) {
        asking = true;
        connection.request(on, request, answer -> {
            asking = false;
            next.accept(answer);
        });
    }
}
