package io.herald.simulation.server;

import static java.util.Map.entry;

import io.herald.event.EventId;
import io.herald.redis.connection.RedisScript;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Executes requests on the keys of the model, as one Redis server does. */
public final class ModelServer {

    private static final String INFO =
            "role:master\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nmaxmemory_policy:noeviction\r\n";

    private static final int DIGEST_LENGTH = 40;

    private static final Map<String, Function<ScriptCall, @Nullable Object>> BY_NAME = Map.ofEntries(
            entry("append", AppendModel::run),
            entry("open", ReadModel::open),
            entry("read", ReadModel::read),
            entry("history", ReadModel::history),
            entry("claim", ClaimModel::run),
            entry("presence", PresenceModel::run),
            entry("connections", ConnectionsModel::run),
            entry("register", AddressedModel::register),
            entry("addressed", AddressedModel::read),
            entry("release", AddressedModel::release),
            entry("prune-holders", AddressedModel::prune));
    private static final Map<String, Function<ScriptCall, @Nullable Object>> SCRIPTS = scripts();

    private final Keyspace keyspace;

    public ModelServer() {
        this(new Keyspace("}:tail"));
    }

    private ModelServer(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    /** The scripts by the digest, and by the length of the source. */
    private static Map<String, Function<ScriptCall, @Nullable Object>> scripts() {
        Map<String, Function<ScriptCall, @Nullable Object>> scripts = new HashMap<>();
        BY_NAME.forEach((name, script) -> {
            RedisScript source = RedisScript.load(name);
            scripts.put(source.sha(), script);
            scripts.put(Integer.toString(source.source().length()), script);
        });
        return scripts;
    }

    static Set<String> scriptNames() {
        return BY_NAME.keySet();
    }

    /** Returns a server with the same keys, such as a replica at this moment. */
    public ModelServer copy() {
        return new ModelServer(keyspace.copy());
    }

    public void flush() {
        keyspace.clear();
    }

    Keyspace keyspace() {
        return keyspace;
    }

    /** A request with its arguments. */
    public record Call(String command, List<String> args) {

        public static Call of(Request request) {
            return new Call(request.command().toString(), RequestArguments.of(request));
        }

        /** Returns the value after an option; null if the option is absent. */
        @Nullable
        String option(String name) {
            int index = args.indexOf(name);
            return index < 0 ? null : args.get(index + 1);
        }

        /** Returns how long the call waits for entries; zero if it does not wait. */
        public long blockMillis() {
            String block = command.equals("xread") ? option("BLOCK") : null;
            return block == null ? 0 : Long.parseLong(block);
        }
    }

    /**
     * Executes a call. A read of a stream without new entries returns null at once.
     *
     * @param micros the clock of the server
     * @return a text, a number, a list or null
     * @throws ModelError for an error reply
     */
    public @Nullable Object execute(Call call, long micros) {
        return execute(call, ModelTime.at(micros));
    }

    @Nullable
    Object execute(Call call, ModelTime time) {
        keyspace.setTime(time);
        List<String> args = call.args();
        return switch (call.command()) {
            case "evalsha", "eval" -> runScript(args);
            case "xread" -> readStream(call);
            case "xrevrange" -> reverseRange(call);
            case "info" -> INFO;
            case "ping" -> "PONG";
            case "exists" -> keyspace.exists(args.get(0)) ? 1L : 0L;
            case "del", "unlink" -> keyspace.delete(args.get(0)) ? 1L : 0L;
            case "get" -> keyspace.string(args.get(0));
            case "set" -> set(call);
            case "hget" -> keyspace.hash(args.get(0)).get(args.get(1));
            case "hgetall" -> pairs(keyspace.hash(args.get(0)));
            case "hset" -> hashSet(args);
            case "hdel" -> keyspace.hashDelete(args.get(0), args.get(1)) ? 1L : 0L;
            default -> throw new ModelError("ERR unknown command '" + call.command() + "'");
        };
    }

    private @Nullable Object runScript(List<String> args) {
        Function<ScriptCall, @Nullable Object> script = script(args.get(0));
        if (script == null) {
            throw new ModelError("NOSCRIPT No matching script");
        }
        int keys = Integer.parseInt(args.get(1));
        return script.apply(new ScriptCall(keyspace, args.subList(2, 2 + keys), args.subList(2 + keys, args.size())));
    }

    /** Finds a source by its length, because the hash of a long text is expensive. */
    private static @Nullable Function<ScriptCall, @Nullable Object> script(String digestOrSource) {
        return digestOrSource.length() == DIGEST_LENGTH
                ? SCRIPTS.get(digestOrSource)
                : SCRIPTS.get(Integer.toString(digestOrSource.length()));
    }

    private String set(Call call) {
        String life = call.option("PX");
        keyspace.setString(
                call.args().get(0),
                call.args().get(1),
                life == null ? Keyspace.NO_EXPIRY : keyspace.nowMillis() + Long.parseLong(life));
        return "OK";
    }

    private long hashSet(List<String> args) {
        boolean isNew = !keyspace.hash(args.get(0)).containsKey(args.get(1));
        keyspace.hashSet(args.get(0), args.get(1), args.get(2));
        return isNew ? 1 : 0;
    }

    private @Nullable Object readStream(Call call) {
        List<String> args = call.args();
        int first = args.indexOf("STREAMS") + 1;
        int streams = (args.size() - first) / 2;
        List<Object> read = new ArrayList<>();
        for (int i = first; i < first + streams; i++) {
            ModelStream stream = keyspace.stream(args.get(i));
            EventId after = EventId.parse(args.get(i + streams));
            if (stream != null && stream.last().isAfter(after)) {
                List<ModelStream.Entry> found =
                        stream.range(after, stream.last(), Integer.parseInt(call.option("COUNT")));
                if (!found.isEmpty()) {
                    read.add(List.of(args.get(i), ReadModel.entries(found)));
                }
            }
        }
        return read.isEmpty() ? null : read;
    }

    private Object reverseRange(Call call) {
        List<String> args = call.args();
        ModelStream stream = keyspace.stream(args.get(0));
        if (stream == null) {
            return List.of();
        }
        String from = args.get(1);
        EventId before =
                from.equals("+") ? new EventId(Long.MAX_VALUE, Long.MAX_VALUE) : EventId.parse(from.substring(1));
        return ReadModel.entries(stream.reverseRange(before, Integer.parseInt(call.option("COUNT"))));
    }

    private static List<Object> pairs(Map<String, String> hash) {
        List<Object> pairs = new ArrayList<>(2 * hash.size());
        hash.forEach((name, value) -> {
            pairs.add(name);
            pairs.add(value);
        });
        return pairs;
    }
}
