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
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Redis that may be unreachable, or that answers only in steps. Each answer is 1. Records the calls of the scripts
 * {@code presence} and {@code connections}, of which only this class knows the arguments.
 */
final class SteppedScriptRunner implements ScriptRunner {

    private static final Response ANSWER = NumberType.create(1L);

    /** The index of the operation in the arguments of each script. */
    private static final Map<String, Integer> OPERATIONS = Map.of("presence", 4, "connections", 2);

    /** The operations, each followed by its arguments. */
    private record Call(List<String> parts) {

        boolean startsWith(String... parts) {
            return this.parts.size() >= parts.length
                    && this.parts.subList(0, parts.length).equals(List.of(parts));
        }
    }

    private final Queue<UniEmitter<? super Response>> waiting = new ArrayDeque<>();
    private final List<Call> done = new ArrayList<>();
    private boolean away;

    /** Makes each call throw, which violates the contract of the port. */
    boolean isBroken;

    private boolean stepping;

    @Override
    public synchronized Uni<Response> run(String script, int partition, String prefix, List<?> args) {
        return submit(new Call(
                args.stream().skip(OPERATIONS.get(script)).map(Object::toString).toList()));
    }

    @Override
    public synchronized Uni<Response> send(Command command, int partition, String key, List<?> args) {
        return submit(new Call(List.of(command.toString(), key)));
    }

    private Uni<Response> submit(Call call) {
        if (isBroken) {
            throw new IllegalStateException("expected by the test");
        }
        return Uni.createFrom().emitter(caller -> execute(call, caller));
    }

    private synchronized void execute(Call call, UniEmitter<? super Response> caller) {
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

    /** Returns the number of connections of a user in a room that was written last. */
    int connections(String room, String user) {
        return Integer.parseInt(last("set", room, user).get(4));
    }

    /** Returns how often the number of connections of a user in a room was written. */
    long writesOf(String room, String user) {
        return times("set", room, user);
    }

    /** Returns the users whose number of connections in a room was written. */
    synchronized Set<String> usersIn(String room) {
        return done.stream()
                .filter(call -> call.startsWith("set", room))
                .map(call -> call.parts().get(2))
                .collect(Collectors.toSet());
    }

    /** Returns how often a connection was registered. */
    long registrationsOf(String connection) {
        return times("hold", connection);
    }

    /** Returns whether a connection was visible when it was registered last. */
    boolean isVisible(String connection) {
        return last("hold", connection).get(3).contains("\"visible\":true");
    }

    /** Returns the rooms of each call that replaced the state of a user. */
    synchronized List<List<String>> stateUpdatesOf(String user) {
        return done.stream()
                .filter(call -> call.startsWith("state", user))
                .map(call -> call.parts().subList(3, call.parts().size()))
                .toList();
    }

    long leases() {
        return times("lease");
    }

    /** Returns how often the users after this one were examined. */
    long prunes(String after) {
        return times("prune", after);
    }

    long sweeps() {
        return times("sweep");
    }

    private synchronized List<String> last(String... parts) {
        return done.stream()
                .filter(call -> call.startsWith(parts))
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .parts();
    }

    private synchronized long times(String... parts) {
        return done.stream().filter(call -> call.startsWith(parts)).count();
    }
}
