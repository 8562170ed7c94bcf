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

/** A Redis that may be away, or that answers only when it is told to. It says yes to everything. */
final class SteppedScripts implements ScriptRunner {

    private static final Response YES = NumberType.create(1L);

    private final Queue<UniEmitter<? super Response>> waiting = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean away;

    /** Each call throws, although it must not. */
    boolean isBroken;

    private boolean stepping;

    @Override
    public synchronized Uni<Response> run(String script, int partition, String prefix, List<?> args) {
        return answer(script + " " + args);
    }

    @Override
    public synchronized Uni<Response> send(Command command, int partition, String key, List<?> args) {
        return answer(command + " " + key);
    }

    private Uni<Response> answer(String what) {
        if (isBroken) {
            throw new IllegalStateException("expected by the test");
        }
        return Uni.createFrom().emitter(caller -> ask(what, caller));
    }

    private synchronized void ask(String what, UniEmitter<? super Response> caller) {
        if (away) {
            caller.fail(
                    Problem.unavailable("It is away.", Duration.ofSeconds(1)).asException());
            return;
        }
        done.add(what);
        if (stepping) {
            waiting.add(caller);
        } else {
            caller.complete(YES);
        }
    }

    synchronized void away(boolean now) {
        away = now;
    }

    /** From now on nothing is answered but by {@link #step}. */
    synchronized void stepping() {
        stepping = true;
        done.clear();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Answers whoever has waited longest. */
    void step() {
        UniEmitter<? super Response> caller;
        synchronized (this) {
            caller = waiting.remove();
        }
        caller.complete(YES);
    }

    /** What was done last with these words in it. */
    synchronized String last(String words) {
        return done.stream()
                .filter(what -> what.contains(words))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    /** How often something was done with these words in it. */
    synchronized long times(String words) {
        return done.stream().filter(what -> what.contains(words)).count();
    }
}
