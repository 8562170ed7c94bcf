package io.herald.edge;

import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.vertx.NettyChannels;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the bodies of requests. A resource reads the body only after it has authorized the call. Before that, the
 * service neither reads a byte of the body nor sends {@code 100 Continue}. A body is received on its request's event
 * loop, so a slow one occupies no thread.
 */
@ApplicationScoped
public class RequestBodies {

    /** Well above the duration of any call: the steps of a call have timeouts. */
    private static final Duration LONGEST_USE = Duration.ofSeconds(30);

    private final BodyBudget budget;
    private final Limits limits;
    private final int longest;
    private final Duration longestUse;

    @Inject
    RequestBodies(
            LimitsConfig config,
            Limits limits,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize longest) {
        this(
                new BodyBudget(config.bodiesInProgress()
                        .map(MemorySize::asLongValue)
                        .orElseGet(LimitsConfig::defaultBodiesInProgress)),
                limits,
                (int) longest.asLongValue(),
                LONGEST_USE);
    }

    /** @param longestUse how long a call may use a body after its response has ended or its client has disconnected */
    RequestBodies(BodyBudget budget, Limits limits, int longest, Duration longestUse) {
        this.budget = budget;
        this.limits = limits;
        this.longest = longest;
        this.longestUse = longestUse;
    }

    /**
     * Reads the body of a request, once, and passes it to a call. The bytes count against the budget of the instance
     * until the call ends, even if its client has disconnected.
     *
     * @param call receives the bytes on the request's event loop
     * @return the result of the call; fails with a {@link io.herald.problem.ProblemException} 413 if the body is too
     *     large, or 503 if it exceeds the budget of the instance; never completes if the client disconnects before the
     *     body is complete
     */
    public <T> Uni<T> use(RoutingContext routing, Function<byte[], Uni<T>> call) {
        EventLoop loop = NettyChannels.loop(routing.request());
        return Uni.createFrom()
                .<ReceivedBody>emitter(emitter -> {
                    BodyReader reader = new BodyReader(routing, loop, budget, limits, longest, emitter);
                    if (loop.inEventLoop()) {
                        reader.start();
                    } else {
                        loop.execute(reader::start);
                    }
                })
                .chain(body -> body.use(call, longestUse));
    }
}
