package io.herald.edge;

import io.herald.limits.LimitType;
import io.herald.limits.Limits;
import io.herald.problem.Problem;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;

/** Receives the body of one request. Confined to the request's event loop. */
final class BodyReader implements BodyBudget.Body {

    private static final int SMALL = 16 * 1024;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final RoutingContext routing;
    private final EventLoop loop;
    private final Limits limits;
    private final int longest;
    private final UniEmitter<? super ReceivedBody> emitter;
    private final BodyBudget.Share share;
    private byte[] bytes = {};
    private int length;
    private boolean done;
    private boolean passedOn;

    BodyReader(
            RoutingContext routing,
            EventLoop loop,
            BodyBudget budget,
            Limits limits,
            int longest,
            UniEmitter<? super ReceivedBody> emitter) {
        this.routing = routing;
        this.loop = loop;
        this.limits = limits;
        this.longest = longest;
        this.emitter = emitter;
        this.share = budget.open(this);
    }

    void start() {
        if (!isNeeded()) {
            return;
        }
        routing.addEndHandler(ended -> responseEnded());
        HttpServerRequest request = routing.request();
        if (request.isEnded()) {
            complete();
            return;
        }
        // Setting a handler may resume the request, so it stays paused until all handlers are set.
        request.pause();
        request.exceptionHandler(this::interrupted);
        request.handler(this::add);
        request.endHandler(end -> complete());
        if (request.version() == HttpVersion.HTTP_1_1
                && request.headers().contains(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true)) {
            routing.response().writeContinue();
        }
        request.resume();
    }

    private void add(Buffer received) {
        if (done) {
            return;
        }
        int needed = length + received.length();
        if (needed > longest) {
            fail(Problem.tooLarge("The body may have at most " + longest + " bytes."));
        } else if (needed > bytes.length && !enlarge(needed)) {
            reject();
        } else {
            received.getBytes(bytes, length);
            length = needed;
        }
    }

    /**
     * Enlarges the buffer: to the announced length at once if that is small, otherwise by doubling. A length that is
     * announced and never sent therefore occupies little memory. Returns false if the budget has no room.
     */
    private boolean enlarge(int needed) {
        int most = Math.max(needed, announced());
        int size = most <= SMALL ? most : Math.min(most, Math.max(needed, 2 * Math.max(bytes.length, SMALL)));
        boolean fits = share.grow(size - bytes.length);
        if (fits) {
            bytes = Arrays.copyOf(bytes, size);
        }
        return fits;
    }

    /** Returns the announced length, at most the limit, or the limit if none is announced. */
    private int announced() {
        String announced = routing.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return announced == null ? longest : (int) Math.min(longest, Long.parseLong(announced.trim()));
        } catch (NumberFormatException longerThanALong) {
            return longest;
        }
    }

    private void complete() {
        if (!done) {
            done = true;
            share.received();
            if (isNeeded()) {
                byte[] whole = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
                bytes = new byte[0];
                passedOn = true;
                emitter.complete(new ReceivedBody(routing, loop, whole, share));
            }
        }
    }

    private void responseEnded() {
        if (!passedOn) {
            share.release();
        }
    }

    /**
     * Returns whether the call still needs the body. It does not if the client has disconnected, or if the response was
     * sent because the body took too long.
     */
    private boolean isNeeded() {
        return !routing.response().ended() && !routing.response().closed();
    }

    @Override
    public void evicted() {
        loop.execute(this::reject);
    }

    private void reject() {
        if (!done) {
            limits.countHit(LimitType.BODIES_IN_PROGRESS);
            fail(Problem.unavailable("The instance is receiving too many large bodies. Retry later.", RETRY_AFTER));
        }
    }

    /** Handles a failure of the connection or its decoder. After either, no call needs the body. */
    private void interrupted(Throwable failure) {
        RequestTimeouts.interrupted(routing, failure);
        discard();
    }

    private void fail(Problem problem) {
        discard();
        if (isNeeded()) {
            emitter.fail(problem.asException());
        }
    }

    private void discard() {
        done = true;
        bytes = new byte[0];
        share.release();
    }
}
