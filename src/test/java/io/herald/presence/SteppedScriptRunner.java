package io.herald.presence;

import io.herald.problem.Problem;
import io.herald.redis.ScriptRunner;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.NumberType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A Redis that may be unreachable, or that answers only in steps. Each answer is 1. */
final class SteppedScriptRunner implements ScriptRunner {

    private static final Response ANSWER = NumberType.create(1L);

    private final Queue<UniEmitter<? super Response>> waiting = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean away;

    /** Makes each call throw, which violates the contract of the port. */
    boolean isBroken;

    private boolean stepping;

    @Override
    public synchronized Uni<Response> run(String script, int partition, String prefix, List<?> args) {
        return submit(script + " " + args);
    }

    @Override
    public synchronized Uni<Response> send(Command command, int partition, String key, List<?> args) {
        return submit(command + " " + key);
    }

    private Uni<Response> submit(String call) {
        if (isBroken) {
            throw new IllegalStateException("expected by the test");
        }
        return Uni.createFrom().emitter(caller -> execute(call, caller));
    }

    private synchronized void execute(String call, UniEmitter<? super Response> caller) {
        if (away) {
            caller.fail(Problem.unavailable("Redis is unreachable.", Duration.ofSeconds(1))
                    .asException());
            return;
        }
        done.add(call);
        if (stepping) {
            waiting.add(caller);
        } else {
            caller.complete(ANSWER);
        }
    }

    synchronized void away(boolean value) {
        away = value;
    }

    /** From now on only {@link #step} answers a call. */
    synchronized void stepping() {
        stepping = true;
        done.clear();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Answers the call that has waited longest. */
    void step() {
        UniEmitter<? super Response> caller;
        synchronized (this) {
            caller = waiting.remove();
        }
        caller.complete(ANSWER);
    }

    /** Returns the last call that contains the text. */
    synchronized String last(String text) {
        return done.stream()
                .filter(call -> call.contains(text))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** Returns the number of calls that contain the text. */
    synchronized long times(String text) {
        return done.stream().filter(call -> call.contains(text)).count();
    }
}
