package io.herald.ws.command;

import io.netty.util.concurrent.EventExecutor;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.function.Consumer;

/** Answers that are produced on a socket's loop. */
final class LoopAnswer {

    private LoopAnswer() {}

    /**
     * Runs an action on the loop, at once if this is the loop's thread, which answers then or later. Fails if the action
     * throws: a loop only logs that, and a command without an answer blocks all commands behind it.
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
