package io.herald.access;

import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.netty.channel.Channel;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives each request a time in which its head, and one in which its body has to be there (slowloris, and its sister with bodies). */
@ApplicationScoped
class SlowRequests {

    /** Before whoever might answer: what is answered has come. */
    private static final int FIRST = 500;

    private final Limits limits;
    private final Duration head;
    private final Duration body;
    private final Duration idle;

    SlowRequests(
            LimitsConfig config, Limits limits, @ConfigProperty(name = "quarkus.http.idle-timeout") Duration idle) {
        this.limits = limits;
        this.head = config.headTime();
        this.body = config.bodyTime();
        this.idle = idle;
    }

    void listening(@ObservesAsync HttpServerStart started, Vertx vertx) {
        Doors.eachConnection(vertx, this::watch);
    }

    /** In dev mode, after a reload, it listens already. */
    void restarted(@Observes StartupEvent started, Vertx vertx) {
        Doors.eachConnection(vertx, this::watch);
    }

    private void watch(Channel connection) {
        new HeadClock(head, () -> limits.reached(Limit.HEAD_TIME)).watch(connection);
    }

    void register(@Observes Filters filters) {
        filters.register(this::handle, FIRST);
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        HeadClock clock = HeadClock.of(((ConnectionBase) request.connection()).channel());
        if (clock != null) {
            // HTTP/2 has much to say between requests; what says nothing else is idle.
            clock.begun(request.version() == HttpVersion.HTTP_2 ? idle : head);
            context.addEndHandler(ended -> clock.ended());
        }
        if (mayHaveBody(request)) {
            long timer = context.vertx().setTimer(body.toMillis(), late -> giveUp(context));
            context.addEndHandler(ended -> context.vertx().cancelTimer(timer));
        }
        context.next();
    }

    private static boolean mayHaveBody(HttpServerRequest request) {
        return request.headers().contains("Content-Length")
                || request.headers().contains("Transfer-Encoding")
                || request.version() == HttpVersion.HTTP_2 && request.method() != HttpMethod.GET;
    }

    /** A response that has begun is a stream's: nobody waits for the body. */
    private void giveUp(RoutingContext context) {
        if (!context.request().isEnded() && !context.response().headWritten()) {
            limits.reached(Limit.BODY_TIME);
            context.addEndHandler(sent -> context.request().connection().close());
            context.response().putHeader("Connection", "close");
            VertxProblems.send(context, Problem.of(408, "The body did not come in time."));
        }
    }
}
