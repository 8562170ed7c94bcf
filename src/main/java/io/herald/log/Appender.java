package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append.Once;
import io.herald.log.EventLog.Appended;
import io.herald.log.EventLog.Held;
import io.herald.problem.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Runs the append script, as often as events and their channels need it. */
final class Appender {

    /** Recipients that one script serves: it holds up all of Redis for a few microseconds each. */
    private static final int RECIPIENTS_A_CALL = 256;

    private static final int BYTES_A_CALL = 512 * 1024;

    private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(5);

    private final RedisLinks links;
    private final Keys keys;
    private final Partitioning partitioning;
    private final List<Seen> seen;
    private final LogConfig config;
    private final Script script = Script.load("append");
    private final LongAdder durable = new LongAdder();
    private final LongAdder fleeting = new LongAdder();

    Appender(RedisLinks links, Keys keys, Partitioning partitioning, List<Seen> seen, LogConfig config) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
        this.seen = seen;
        this.config = config;
    }

    /** Part of an event: what is appended in one piece. */
    private record Chunk(
            List<Channel> channels,
            List<Object> fields,
            @Nullable Once once,
            String letters,
            boolean tailOnly,
            Promise<Appended> promise) {

        int bytes() {
            return fields.stream()
                    .mapToInt(field -> field instanceof byte[] body ? body.length : 0)
                    .sum();
        }
    }

    /** Each event's own future, in their order: events share calls, and one that is refused fails alone. */
    List<Future<Appended>> append(List<Append> events) {
        Map<Integer, List<Chunk>> byPartition = new TreeMap<>();
        List<Future<Appended>> answers = new ArrayList<>(events.size());
        for (Append event : events) {
            answers.add(whole(split(event, byPartition)));
        }
        byPartition.forEach(this::send);
        return answers;
    }

    Future<Void> tell(Control control) {
        Chunk chunk = new Chunk(List.of(control.about()), Entries.fields(control), null, "t", true, Promise.promise());
        call(partitioning.of(control.about()), List.of(chunk));
        return chunk.promise().future().mapEmpty();
    }

    private static Future<Appended> whole(List<Future<Appended>> parts) {
        Future<Appended> first = parts.get(0);
        return parts.size() == 1
                ? first
                : Future.join(parts).map(all -> {
                    List<Held> held = parts.stream()
                            .flatMap(part -> part.result().held().stream())
                            .toList();
                    return first.result().with(held);
                });
    }

    private List<Future<Appended>> split(Append event, Map<Integer, List<Chunk>> to) {
        List<Future<Appended>> parts = new ArrayList<>(1);
        List<Object> fields = Entries.fields(event);
        boolean toEveryone = event.channels().get(0).equals(Channel.EVERYONE);
        partitioning.split(event.channels()).forEach((partition, channels) -> {
            // What goes to everyone is in each partition, and kept once.
            String letters = letters(event, event.work() && (!toEveryone || partition == 0));
            for (int from = 0; from < channels.size(); from += RECIPIENTS_A_CALL) {
                List<Channel> some = channels.subList(from, Math.min(channels.size(), from + RECIPIENTS_A_CALL));
                Once once = part(event.once(), from / RECIPIENTS_A_CALL);
                boolean tailOnly = event.traits().ephemeral();
                Chunk chunk = new Chunk(some, fields, once, letters, tailOnly, Promise.promise());
                to.computeIfAbsent(partition, p -> new ArrayList<>()).add(chunk);
                parts.add(chunk.promise().future());
            }
        });
        return parts;
    }

    private static String letters(Append event, boolean work) {
        String push = switch (event.push()) {
            case ALWAYS -> "t";
            case UNLESS_HELD -> "tp";
            case NEVER -> "";
        };
        return work ? push + "w" : push;
    }

    private static @Nullable Once part(@Nullable Once whole, int number) {
        return whole == null || number == 0
                ? whole
                : new Once(whole.key() + ":" + number, whole.fingerprint(), whole.remembered());
    }

    private void send(int partition, List<Chunk> chunks) {
        List<Chunk> call = new ArrayList<>();
        int recipients = 0;
        int bytes = 0;
        for (Chunk chunk : chunks) {
            boolean full = recipients + chunk.channels().size() > RECIPIENTS_A_CALL || bytes > BYTES_A_CALL;
            if (full && !call.isEmpty()) {
                call(partition, call);
                call = new ArrayList<>();
                recipients = 0;
                bytes = 0;
            }
            call.add(chunk);
            recipients += chunk.channels().size();
            bytes += chunk.bytes();
        }
        call(partition, call);
    }

    private void call(int partition, List<Chunk> chunks) {
        links.run(script, keysOf(partition, chunks), arguments(partition, chunks))
                .onSuccess(reply -> {
                    for (int i = 0; i < chunks.size(); i++) {
                        answer(chunks.get(i), partition, reply.get(i));
                    }
                })
                .onFailure(failure -> chunks.forEach(chunk -> chunk.promise().fail(failure)));
    }

    private List<String> keysOf(int partition, List<Chunk> chunks) {
        List<String> names = new ArrayList<>(4 + 2 * chunks.size());
        names.add(keys.meta(partition));
        names.add(keys.tail(partition));
        names.add(keys.work(partition));
        names.add(keys.preferences(partition));
        for (Chunk chunk : chunks) {
            names.add(keys.once(
                    partition, chunk.once() == null ? "" : chunk.once().key()));
            if (hasHistories(chunk)) {
                chunk.channels().forEach(channel -> names.add(keys.history(partition, channel)));
            }
        }
        return names;
    }

    private static boolean hasHistories(Chunk chunk) {
        return !chunk.tailOnly() && chunk.letters().indexOf('t') >= 0;
    }

    private List<Object> arguments(int partition, List<Chunk> chunks) {
        List<Object> arguments = new ArrayList<>(5 + 16 * chunks.size());
        arguments.add(seen.get(partition).highest());
        arguments.add(config.retention().toMillis());
        arguments.add(config.eventsPerChannel());
        arguments.add(config.tailLength());
        arguments.add(config.workLength());
        for (Chunk chunk : chunks) {
            Once once = chunk.once();
            arguments.add(spelled(chunk.channels()));
            arguments.add(hasHistories(chunk) ? chunk.channels().size() : 0);
            arguments.add(once == null ? "" : once.fingerprint());
            arguments.add(once == null ? 0 : once.remembered().toMillis());
            arguments.add(chunk.letters());
            arguments.add(chunk.fields().size());
            arguments.addAll(chunk.fields());
        }
        return arguments;
    }

    private static String spelled(List<Channel> channels) {
        return channels.size() == 1
                ? channels.get(0).key()
                : String.join(" ", channels.stream().map(Channel::key).toList());
    }

    /** Of those that nobody but the projections gets the id is zero: they are not in the log. */
    private void count(EventId id, boolean ephemeral) {
        if (!id.equals(EventId.ZERO)) {
            (ephemeral ? fleeting : durable).increment();
        }
    }

    long appended(boolean ephemeral) {
        return (ephemeral ? fleeting : durable).sum();
    }

    private void answer(Chunk chunk, int partition, Response outcome) {
        Promise<Appended> promise = chunk.promise();
        EventId id = EventId.parse(outcome.get(0).toString());
        switch (outcome.get(1).toString()) {
            case "other" ->
                promise.fail(
                        Problem.conflict("The key was used for something else.").asException());
            case "full" ->
                promise.fail(Problem.unavailable("The inbox is too far behind to take more.", RETRY_WHEN_FULL)
                        .asException());
            case "same" -> promise.complete(new Appended(partition, id, true, held(outcome)));
            default -> {
                seen.get(partition).add(id);
                count(id, chunk.tailOnly());
                promise.complete(new Appended(partition, id, false, held(outcome)));
            }
        }
    }

    private static List<Held> held(Response outcome) {
        if (outcome.size() == 2) {
            return List.of();
        }
        List<Held> held = new ArrayList<>();
        for (int i = 2; i < outcome.size(); i += 2) {
            held.add(new Held(
                    new Channel(outcome.get(i).toString()), outcome.get(i + 1).toString()));
        }
        return held;
    }
}
