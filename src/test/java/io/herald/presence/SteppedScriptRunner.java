package io.herald.presence;

import io.herald.problem.Problem;
import io.herald.redis.ScriptRunner;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A Redis that may be unreachable, or that answers only in steps. Each answer is 1, and that to a renewal of a lease also
 * contains the entries that a test stores. Records the calls of the scripts
 * {@code presence} and {@code connections}, of which only this class knows the arguments.
 */
final class SteppedScriptRunner implements ScriptRunner {

    private static final Response ANSWER = NumberType.create(1L);
    private static final String LAST_PAGE = "0";

    /** The index of the operation in the arguments of each script. */
    private static final Map<String, Integer> OPERATIONS = Map.of("presence", 4, "connections", 2);

    /** The operations, each followed by its arguments. */
    private record Call(List<String> parts) {

        boolean startsWith(String... parts) {
            return this.parts.size() >= parts.length
                    && this.parts.subList(0, parts.length).equals(List.of(parts));
        }
    }

    private record Waiting(Call call, UniEmitter<? super Response> caller) {

        void complete(Response answer) {
            caller.complete(answer);
        }
    }

    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final List<Call> done = new ArrayList<>();
    private final Map<PresenceEntry, Integer> stored = new HashMap<>();
    private final Map<String, String> ended = new HashMap<>();
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
            waiting.add(new Waiting(call, caller));
        } else {
            caller.complete(answer(call));
        }
    }

    /** Answers a renewal with all stored entries, and with those to look up. */
    private Response answer(Call call) {
        if (call.startsWith("prune")) {
            MultiType reply = MultiType.create(1 + 2 * ended.size(), false);
            reply.add(ANSWER);
            ended.forEach((connection, user) -> {
                reply.add(text(user));
                reply.add(text(connection));
            });
            return reply;
        }
        if (!call.startsWith("lease")) {
            return ANSWER;
        }
        Map<PresenceEntry, Integer> found = new LinkedHashMap<>(stored);
        List<String> lookups = call.parts().subList(5, call.parts().size());
        for (int i = 0; i < lookups.size(); i += 2) {
            found.putIfAbsent(new PresenceEntry(lookups.get(i), lookups.get(i + 1)), 0);
        }
        MultiType reply = MultiType.create(2 + 3 * found.size(), false);
        reply.add(ANSWER);
        reply.add(text(LAST_PAGE));
        found.forEach((entry, connections) -> {
            reply.add(text(entry.room()));
            reply.add(text(entry.user()));
            reply.add(NumberType.create((long) connections));
        });
        return reply;
    }

    private static Response text(String text) {
        return BulkType.create(Buffer.buffer(text), false);
    }

    /** Stores a connection of the instance, whose removal Redis has lost. */
    synchronized void storeEnded(String connection, String user) {
        ended.put(connection, user);
    }

    /** Returns how often a connection was removed. */
    long removalsOf(String connection) {
        return times("drop", connection);
    }

    /** Stores an entry of the instance that it has not written, or which it has written later. */
    synchronized void store(String room, String user, int connections) {
        stored.put(new PresenceEntry(room, user), connections);
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
        Waiting next;
        Response answer;
        synchronized (this) {
            next = waiting.remove();
            answer = answer(next.call());
        }
        next.complete(answer);
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
