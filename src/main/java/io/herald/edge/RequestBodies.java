package io.herald.edge;

import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.netty.channel.EventLoop;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads the bodies of requests. A resource calls this once it knows that the caller may make the call: until then, no byte
 * of the body is read, and none is asked for. A body is received on its request's event loop, so a slow one occupies no
 * thread.
 */
@ApplicationScoped
public class RequestBodies {

    private final BodyBudget budget;
    private final Limits limits;
    private final int longest;

    RequestBodies(
            LimitsConfig config,
            Limits limits,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize longest) {
        this.budget = new BodyBudget(config.bodiesInProgress()
                .map(MemorySize::asLongValue)
                .orElseGet(LimitsConfig::defaultBodiesInProgress));
        this.limits = limits;
        this.longest = (int) longest.asLongValue();
    }

    /**
     * Reads the body of a request, once.
     *
     * @return the bytes, on the request's event loop; fails with a {@link io.herald.problem.ProblemException}: 413 if there
     *     are too many, 503 if all bodies of the instance together are too many; never ends if the client goes before
     */
    public Uni<byte[]> read(RoutingContext routing) {
        EventLoop loop =
                ((ConnectionBase) routing.request().connection()).channel().eventLoop();
        return Uni.createFrom().emitter(emitter -> {
            BodyReader reader = new BodyReader(routing, loop, budget, limits, longest, emitter);
            if (loop.inEventLoop()) {
                reader.start();
            } else {
                loop.execute(reader::start);
            }
        });
    }
}
