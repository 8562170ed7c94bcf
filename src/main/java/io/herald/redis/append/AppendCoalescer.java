package io.herald.redis.append;

import io.herald.log.Append;
import io.herald.log.EventLog.Appended;
import io.herald.vertx.VertxEventLoops;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Coalesces the appends of one turn of an event loop. The appends of a batch, and under load those of many publishers, share
 * script calls and writes to the socket. This adds no delay beyond the end of the turn. On other threads each append is sent at
 * once.
 */
public final class AppendCoalescer {

    private record Waiting(Append event, Promise<Appended> answer) {}

    private final Function<List<Append>, List<Future<Appended>>> appender;
    private final FastThreadLocal<@Nullable List<Waiting>> pending = new FastThreadLocal<>();

    /** @param appender appends events in as few script calls as possible, and returns one result per event, in their order */
    public AppendCoalescer(Function<List<Append>, List<Future<Appended>>> appender) {
        this.appender = appender;
    }

    public Future<Appended> append(Append event) {
        EventExecutor loop = VertxEventLoops.current();
        if (loop == null) {
            return appender.apply(List.of(event)).get(0);
        }
        List<Waiting> waiting = pending.get();
        if (waiting == null) {
            waiting = new ArrayList<>();
            pending.set(waiting);
            loop.execute(this::flush);
        }
        Promise<Appended> answer = Promise.promise();
        waiting.add(new Waiting(event, answer));
        return answer.future();
    }

    private void flush() {
        List<Waiting> waiting = pending.get();
        pending.remove();
        List<Future<Appended>> answers;
        try {
            answers = appender.apply(waiting.stream().map(Waiting::event).toList());
        } catch (RuntimeException unexpected) {
            // Without this the callers would wait forever.
            waiting.forEach(one -> one.answer().fail(unexpected));
            return;
        }
        for (int i = 0; i < answers.size(); i++) {
            answers.get(i).onComplete(waiting.get(i).answer());
        }
    }
}
