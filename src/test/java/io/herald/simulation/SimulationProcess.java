package io.herald.simulation;

import io.netty.util.ResourceLeakDetector;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.impl.VertxThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Prepares this process for simulations, and restores it. The log of the service is off, because each simulation starts instances
 * and loses their connections. Buffers are not tracked, because a killed instance does not release its own. Mutiny does not
 * propagate contexts, of which a simulation has none.
 */
final class SimulationProcess implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger("io.herald");

    private final ResourceLeakDetector.Level tracked = ResourceLeakDetector.getLevel();

    private SimulationProcess() {}

    static SimulationProcess prepare() {
        SimulationProcess process = new SimulationProcess();
        LOG.setLevel(Level.OFF);
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        Infrastructure.clearInterceptors();
        return process;
    }

    /** Runs an action on a thread of Vert.x, on which the state of threads that Vert.x and Netty use is cheap. */
    <T> T call(Supplier<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new VertxThread(
                        () -> {
                            try {
                                result.complete(action.get());
                            } catch (Throwable thrown) {
                                result.completeExceptionally(thrown);
                            }
                        },
                        "simulation",
                        false,
                        Long.MAX_VALUE,
                        TimeUnit.NANOSECONDS)
                .start();
        return result.join();
    }

    @Override
    public void close() {
        Infrastructure.reloadUniInterceptors();
        Infrastructure.reloadMultiInterceptors();
        Infrastructure.reloadCallbackDecorators();
        ResourceLeakDetector.setLevel(tracked);
        LOG.setLevel(null);
    }
}
