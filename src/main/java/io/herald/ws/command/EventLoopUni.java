package io.herald.ws.command;

import io.netty.util.concurrent.EventExecutor;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.function.Consumer;

/** Creates a {@link Uni} whose item is produced on a socket's event loop. */
final class EventLoopUni {

    private EventLoopUni() {}

    /**
     * Runs an action on the loop, at once if this is the loop's thread. The action completes the answer, immediately or later. If
     * the action throws, the answer fails: on the calling thread, Mutiny turns the exception into a failure. On another thread
     * the loop would only log it, and a command without an answer blocks all commands behind it.
     */
    static <T> Uni<T> on(EventExecutor loop, Consumer<UniEmitter<? super T>> action) {
        return Uni.createFrom().emitter(answer -> {
            if (loop.inEventLoop()) {
                action.accept(answer);
            } else {
                loop.execute(() -> run(action, answer));
            }
        });
    }

    private static <T> void run(Consumer<UniEmitter<? super T>> action, UniEmitter<? super T> answer) {
        try {
            action.accept(answer);
        } catch (RuntimeException e) {
            answer.fail(e);
        }
    }
}
