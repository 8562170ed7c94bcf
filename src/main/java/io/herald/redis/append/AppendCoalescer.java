package io.herald.redis.append;

import io.herald.log.Append;
import io.herald.log.EventLog.Appended;
import io.herald.vertx.VertxEventLoops;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Coalesces the appends of an event loop: those of batches, of many publishers, of sockets and of the schedule share script calls
 * and writes to the socket. While no call is in progress, an append waits for the end of the turn only. Otherwise it waits for
 * the end of the call in progress, for a bounded time: the busier the log is, the more events share a call. On other threads
 * each append is sent at once.
 */
public final class AppendCoalescer {

    /** Longer than a call usually takes. If Redis does not answer, an append waits no longer than this before its own call. */
    static final long MAX_WAIT_MS = 5;

    private final Function<List<Append>, List<Future<Appended>>> appender;
    private final Map<EventExecutor, Queue> queues = new ConcurrentHashMap<>();

    /** @param appender appends events in as few script calls as possible, and returns one result per event, in their order */
    public AppendCoalescer(Function<List<Append>, List<Future<Appended>>> appender) {
        this.appender = appender;
    }

    public Future<Appended> append(Append event) {
        EventExecutor loop = VertxEventLoops.current();
        if (loop == null) {
            return appender.apply(List.of(event)).get(0);
        }
        return queues.computeIfAbsent(loop, Queue::new).add(event);
    }

    /** The appends of one event loop, and confined to it. */
    private final class Queue {

        private final EventExecutor loop;
        private List<Append> events = new ArrayList<>();
        private List<Promise<Appended>> answers = new ArrayList<>();
        private int callsInProgress;
        private boolean flushesNext;
        private @Nullable ScheduledFuture<?> latestFlush;

        Queue(EventExecutor loop) {
            this.loop = loop;
        }

        Future<Appended> add(Append event) {
            Promise<Appended> answer = Promise.promise();
            events.add(event);
            answers.add(answer);
            if (callsInProgress == 0) {
                flushNext();
            } else if (!flushesNext && latestFlush == null) {
                latestFlush = loop.schedule(this::flush, MAX_WAIT_MS, TimeUnit.MILLISECONDS);
            }
            return answer.future();
        }

        private void flushNext() {
            if (!flushesNext) {
                flushesNext = true;
                loop.execute(this::flush);
            }
        }

        private void flush() {
            flushesNext = false;
            if (latestFlush != null) {
                latestFlush.cancel(false);
                latestFlush = null;
            }
            if (events.isEmpty()) {
                // The end of a call and the end of the wait coincided: the other flush has sent the appends.
                return;
            }
            List<Append> sent = events;
            List<Promise<Appended>> promises = answers;
            events = new ArrayList<>();
            answers = new ArrayList<>();
            try {
                call(appender.apply(sent), promises);
            } catch (RuntimeException unexpected) {
                // Without this the callers would wait forever.
                promises.forEach(promise -> promise.tryFail(unexpected));
            }
        }

        private void call(List<Future<Appended>> results, List<Promise<Appended>> promises) {
            callsInProgress++;
            AtomicInteger outstanding = new AtomicInteger(results.size());
            for (int i = 0; i < results.size(); i++) {
                Promise<Appended> promise = promises.get(i);
                results.get(i).onComplete(result -> {
                    if (outstanding.decrementAndGet() == 0) {
                        onLoop(this::callEnded);
                    }
                    promise.handle(result);
                });
            }
        }

        private void callEnded() {
            callsInProgress--;
            if (!events.isEmpty()) {
                flushNext();
            }
        }

        /** A call may complete on another loop: there are fewer connections than loops. */
        private void onLoop(Runnable action) {
            if (loop.inEventLoop()) {
                action.run();
            } else {
                loop.execute(action);
            }
        }
    }
}
