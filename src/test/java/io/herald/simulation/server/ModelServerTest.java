package io.herald.simulation.server;

import static org.junit.jupiter.api.Assertions.fail;

import io.herald.redis.RealRedis;
import io.herald.redis.connection.RedisScript;
import io.herald.simulation.server.ModelServer.Call;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Sends the same random calls to the model and to a real Redis, and compares the replies and the keys. {@code
 * -Dherald.model.calls=100000} sends more calls, {@code -Dherald.model.seed=7} others.
 */
class ModelServerTest {

    private static final int CALLS = Integer.getInteger("herald.model.calls", 1_000);
    private static final long MILLI = 1_000;
    private static final long LONGEST_CALL = 500;

    /** The calls that may be skipped, because they were interrupted and none of the possible times gave the same result. */
    private static final int MAX_SKIPPED = 1 + CALLS / 100;

    /** On a slow machine, each dump of many keys may be longer than that. */
    private static final int MAX_DUMPS = 5;

    private static final int SEED = Integer.getInteger("herald.model.seed", 1);

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private ModelServer model = new ModelServer();
    private int skipped;

    @BeforeEach
    void set_the_size_of_stream_nodes() {
        REDIS.execute("CONFIG", "SET", "stream-node-max-entries", Integer.toString(ModelStream.ENTRIES_PER_NODE));
        REDIS.execute("CONFIG", "SET", "stream-node-max-bytes", "0");
        for (String script : ModelServer.scriptNames()) {
            REDIS.execute("SCRIPT", "LOAD", RedisScript.load(script).source());
        }
    }

    @AfterEach
    void restore_the_size_of_stream_nodes() {
        REDIS.execute("CONFIG", "SET", "stream-node-max-entries", "100");
        REDIS.execute("CONFIG", "SET", "stream-node-max-bytes", "4096");
    }

    @Test
    void the_model_gives_the_replies_of_the_scripts_on_a_real_Redis() {
        Random random = new Random(SEED);
        for (int i = 0; i < CALLS; i++) {
            if (random.nextInt(500) == 0) {
                flush();
            }
            execute(new RandomCalls(random, model.keyspace()).next());
        }
    }

    /**
     * Executes a call on both, and compares the replies and all keys. The clock of the real server during the call is known to
     * be within some milliseconds: one of the possible times must give the same result.
     */
    private void execute(Call call) {
        Future<Response> before = send(Request.cmd(Command.TIME));
        Future<Response> reply = send(request(call));
        Future<Response> after = send(Request.cmd(Command.TIME));
        Future<Response> keys = sendDump();
        Future<Response> end = send(Request.cmd(Command.TIME));
        long from = micros(before);
        long to = micros(after);
        Object expected = value(reply);
        List<KeyDump> dump = KeyDump.of((List<?>) value(micros(end) - to > LONGEST_CALL ? repeatDump() : keys));
        long read = micros(send(Request.cmd(Command.TIME))) / MILLI;
        List<String> differences = new ArrayList<>();
        for (long time = from - MILLI; time <= to + MILLI; time += MILLI) {
            for (long micros : List.of(time, orderIn(expected, from, to, time))) {
                for (ModelTime possible : possibleTimes(micros)) {
                    ModelServer copy = model.copy();
                    Object found = run(copy, call, possible);
                    String difference = Objects.equals(expected, found)
                            ? KeyDump.difference(dump, KeyDump.of(copy.keyspace()), read)
                            : "";
                    if (difference == null) {
                        model = copy;
                        dump.forEach(key -> key.setExpiryIn(copy.keyspace()));
                        return;
                    }
                    differences.add("reply " + found + " " + difference);
                }
            }
        }
        if (to - from > LONGEST_CALL && ++skipped <= MAX_SKIPPED) {
            // A call that was interrupted has read the clock at several times.
            flush();
            return;
        }
        fail("call " + call + "\nreal reply " + expected + "\n" + String.join("\n", differences));
    }

    /** Reads all keys again, because the times of a dump that was interrupted may be wrong. Returns the fastest dump. */
    private static Future<Response> repeatDump() {
        Future<Response> fastest = null;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < MAX_DUMPS && shortest > LONGEST_CALL; i++) {
            Future<Response> before = send(Request.cmd(Command.TIME));
            Future<Response> keys = sendDump();
            long duration = micros(send(Request.cmd(Command.TIME))) - micros(before);
            if (duration < shortest) {
                shortest = duration;
                fastest = keys;
            }
        }
        return fastest;
    }

    private static Future<Response> sendDump() {
        return send(Request.cmd(Command.EVAL).arg(KeyDump.SCRIPT).arg(0));
    }

    private void flush() {
        REDIS.flush();
        model.flush();
    }

    /** The order of a connection is the time of the server in microseconds. */
    private static long orderIn(@Nullable Object reply, long from, long to, long otherwise) {
        if (reply instanceof String text && text.matches("\\d{16}")) {
            long order = Long.parseLong(text);
            return order >= from && order <= to ? order : otherwise;
        }
        return otherwise;
    }

    /** A script may start in one millisecond, read the clock in the next, and the remaining time of a key in a third one. */
    private static List<ModelTime> possibleTimes(long micros) {
        return List.of(
                ModelTime.at(micros),
                new ModelTime(micros, micros - MILLI, micros),
                new ModelTime(micros, micros, micros + MILLI),
                new ModelTime(micros, micros - MILLI, micros + MILLI));
    }

    private static @Nullable Object run(ModelServer server, Call call, ModelTime time) {
        try {
            return server.execute(call, time);
        } catch (ModelError error) {
            return error.getMessage();
        }
    }

    private static Request request(Call call) {
        Request request = Request.cmd(Command.create(call.command()));
        call.args().forEach(request::arg);
        return request;
    }

    private static Future<Response> send(Request request) {
        return REDIS.links().sendOnce("any", request);
    }

    private static Response result(Future<Response> reply) {
        return reply.toCompletionStage().toCompletableFuture().join();
    }

    private static long micros(Future<Response> time) {
        Response reply = result(time);
        return reply.get(0).toLong() * 1_000_000 + reply.get(1).toLong();
    }

    private static @Nullable Object value(Future<Response> reply) {
        return value(result(reply));
    }

    private static @Nullable Object value(@Nullable Response reply) {
        if (reply == null) {
            return null;
        }
        return switch (reply.type()) {
            case MULTI -> {
                List<@Nullable Object> values = new ArrayList<>();
                reply.forEach(one -> values.add(value(one)));
                yield values;
            }
            case NUMBER -> reply.toLong();
            default -> reply.toString();
        };
    }
}
