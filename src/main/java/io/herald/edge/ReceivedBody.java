package io.herald.edge;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Function;

/** A complete body and its share of the budget. Confined to the request's event loop. */
final class ReceivedBody {

    private static final long NO_TIMER = -1;

    private final RoutingContext routing;
    private final EventLoop loop;
    private final byte[] bytes;
    private final BodyBudget.Share share;
    private boolean inUse;
    private long timer = NO_TIMER;

    ReceivedBody(RoutingContext routing, EventLoop loop, byte[] bytes, BodyBudget.Share share) {
        this.routing = routing;
        this.loop = loop;
        this.bytes = bytes;
        this.share = share;
    }

    /**
     * Passes the bytes to a call and releases the share when the call ends. If the client disconnects, the call
     * continues and its bytes stay in memory.
     *
     * @param longest how long the share stays reserved after the end of the response: a call that never ends must not
     *     occupy the budget forever
     */
    <T> Uni<T> use(Function<byte[], Uni<T>> call, Duration longest) {
        inUse = true;
        routing.addEndHandler(ended -> limit(longest));
        return Uni.createFrom()
                .deferred(() -> call.apply(bytes))
                .onTermination()
                .invoke(this::callEnded);
    }

    private void limit(Duration longest) {
        if (inUse) {
            timer = routing.vertx().setTimer(longest.toMillis(), late -> share.release());
        }
    }

    private void callEnded() {
        share.release();
        if (loop.inEventLoop()) {
            cancelTimer();
        } else {
            loop.execute(this::cancelTimer);
        }
    }

    private void cancelTimer() {
        inUse = false;
        if (timer != NO_TIMER) {
            routing.vertx().cancelTimer(timer);
        }
    }
}
