package io.herald.edge;

import io.herald.limits.LimitType;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.problem.ClientAborts;
import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.herald.vertx.ClosingConnection;
import io.herald.vertx.ConnectionHook;
import io.herald.vertx.NettyChannels;
import io.netty.channel.Channel;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Bounds the time in which the head of a request, and then its body, has to arrive. If no handler has read the body
 * when the response is sent, the rest of the body is discarded, within a bound as well: a client reads the response
 * only after it has sent its last byte.
 */
@ApplicationScoped
class RequestTimeouts {

    /** Runs before every handler that may respond: the timer of a head must stop even if a handler responds at once. */
    private static final int FIRST = 500;

    /**
     * Long enough for a body in transit. Closing the connection earlier would reset it before the client has read the
     * response.
     */
    private static final Duration REST_OF_BODY = Duration.ofSeconds(2);

    /** Asks the client to stop sending, after a complete response (RFC 9113, 8.1). */
    private static final long NO_ERROR = 0;

    private final Limits limits;
    private final Duration head;
    private final Duration body;
    private final Duration idle;

    RequestTimeouts(
            LimitsConfig config, Limits limits, @ConfigProperty(name = "quarkus.http.idle-timeout") Duration idle) {
        this.limits = limits;
        this.head = config.headTime();
        this.body = config.bodyTime();
        this.idle = idle;
    }

    void listening(@ObservesAsync HttpServerStart started, Vertx vertx) {
        ConnectionHook.onAccept(vertx, this::watch);
    }

    /** Covers a reload in dev mode, where the server is listening already. */
    void restarted(@Observes StartupEvent started, Vertx vertx) {
        ConnectionHook.onAccept(vertx, this::watch);
    }

    private void watch(Channel connection) {
        new RequestHeadTimeout(head, () -> limits.countHit(LimitType.HEAD_TIME)).watch(connection);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        RequestHeadTimeout clock = RequestHeadTimeout.of(NettyChannels.channel(request));
        if (clock != null) {
            // HTTP/2 sends other frames between requests. A connection that sends nothing but those for the idle
            // timeout is idle.
            clock.onRequestHead(request.version() == HttpVersion.HTTP_2 ? idle : head);
            context.addEndHandler(ended -> clock.onResponseEnd());
        }
        if (mayHaveBody(request)) {
            long timer = context.vertx().setTimer(body.toMillis(), late -> giveUp(context));
            context.addEndHandler(ended -> {
                context.vertx().cancelTimer(timer);
                discard(context);
            });
            request.exceptionHandler(failure -> interrupted(context, failure));
        }
        context.next();
    }

    /**
     * Answers 400 if the decoder has failed, and does nothing if the client has disconnected. After a failure, the
     * decoder closes the connection when this method returns, and drops data that is not flushed.
     */
    static void interrupted(RoutingContext context, Throwable failure) {
        if (!ClientAborts.isEnd(failure)) {
            VertxProblems.send(context, Problem.malformed("The body is malformed."));
            NettyChannels.channel(context.request()).flush();
        }
    }

    private static void discard(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            context.vertx().setTimer(REST_OF_BODY.toMillis(), late -> end(request));
        }
    }

    private static void end(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(NO_ERROR);
        } else {
            NettyChannels.channel(request).close();
        }
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        return request.headers().contains("Content-Length")
                || request.headers().contains("Transfer-Encoding")
                || request.version() == HttpVersion.HTTP_2 && request.method() != HttpMethod.GET;
    }

    /** Answers 408 if the body is incomplete. A response that has begun belongs to a stream, which needs no body. */
    private void giveUp(RoutingContext context) {
        if (!context.request().isEnded() && !context.response().headWritten()) {
            limits.countHit(LimitType.BODY_TIME);
            context.addEndHandler(sent -> context.request().connection().close());
            ClosingConnection.announce(context.request());
            VertxProblems.send(context, Problem.of(408, "The body did not arrive in time."));
        }
    }
}
