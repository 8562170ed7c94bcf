package io.herald.redis.tail;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.function.Supplier;

/** A request of a {@link SimulatedLink}. One step executes it, the next one answers it. */
final class SimulatedRequest<T> {

    private final Supplier<T> operation;
    private final UniEmitter<? super T> emitter;
    private T result;

    SimulatedRequest(Supplier<T> operation, UniEmitter<? super T> emitter) {
        this.operation = operation;
        this.emitter = emitter;
    }

    /** Returns whether the request is answered. */
    boolean step() {
        if (result == null) {
            result = operation.get();
            return false;
        }
        emitter.complete(result);
        return true;
    }

    /** Fails the request. It may have been executed. */
    void fail() {
        emitter.fail(new IllegalStateException("unavailable"));
    }
}
