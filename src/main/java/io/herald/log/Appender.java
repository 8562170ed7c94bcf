package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append.Once;
import io.herald.log.EventLog.Appended;
import io.herald.problem.Problem;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the append script, as often as an event's channels need it. */
final class Appender {

    /** Recipients that one script serves: it holds up all of Redis for a few microseconds each. */
    private static final int RECIPIENTS_A_CALL = 256;

    private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(5);

    private final RedisLinks links;
    private final Keys keys;
    private final Partitioning partitioning;
    private final List<Seen> seen;
    private final LogConfig config;
    private final Script script = Script.load("append");

    Appender(RedisLinks links, Keys keys, Partitioning partitioning, List<Seen> seen, LogConfig config) {
        this.links = links;
        this.keys = keys;
        this.partitioning = partitioning;
        this.seen = seen;
        this.config = config;
    }

    /** Part of an event: what one call of the script appends. */
    private record Chunk(
            int partition,
            List<Channel> channels,
            boolean tailOnly,
            @Nullable Once once,
            boolean work) {}

    Future<Appended> append(Append event) {
        List<Object> fields = Entries.fields(event);
        List<Future<Appended>> calls =
                chunks(event).stream().map(chunk -> append(chunk, fields)).toList();
        Future<Appended> first = calls.get(0);
        return calls.size() == 1 ? first : Future.join(calls).compose(all -> first);
    }

    Future<Void> tell(Control control) {
        int partition = partitioning.of(control.about());
        Chunk chunk = new Chunk(partition, List.of(control.about()), true, null, false);
        return append(chunk, Entries.fields(control)).mapEmpty();
    }

    private List<Chunk> chunks(Append event) {
        List<Chunk> chunks = new ArrayList<>();
        boolean tailOnly = event.traits().ephemeral();
        boolean toEveryone = event.channels().get(0).equals(Channel.EVERYONE);
        partitioning.split(event.channels()).forEach((partition, channels) -> {
            boolean work = event.work() && (!toEveryone || partition == 0);
            for (int from = 0; from < channels.size(); from += RECIPIENTS_A_CALL) {
                int to = Math.min(channels.size(), from + RECIPIENTS_A_CALL);
                Once once = part(event.once(), from / RECIPIENTS_A_CALL);
                chunks.add(new Chunk(partition, channels.subList(from, to), tailOnly, once, work));
            }
        });
        return chunks;
    }

    private static @Nullable Once part(@Nullable Once whole, int number) {
        return whole == null || number == 0
                ? whole
                : new Once(whole.key() + ":" + number, whole.fingerprint(), whole.remembered());
    }

    private Future<Appended> append(Chunk chunk, List<Object> fields) {
        int partition = chunk.partition();
        return links.run(script, keysOf(chunk), arguments(chunk, fields)).map(reply -> appended(partition, reply));
    }

    private List<String> keysOf(Chunk chunk) {
        int partition = chunk.partition();
        List<String> names = new ArrayList<>(4 + chunk.channels().size());
        names.add(keys.meta(partition));
        names.add(keys.tail(partition));
        names.add(keys.once(partition, chunk.once() == null ? "" : chunk.once().key()));
        names.add(keys.work(partition));
        if (!chunk.tailOnly()) {
            chunk.channels().forEach(channel -> names.add(keys.history(partition, channel)));
        }
        return names;
    }

    private List<Object> arguments(Chunk chunk, List<Object> fields) {
        Once once = chunk.once();
        List<Object> arguments = new ArrayList<>(8 + fields.size());
        arguments.add(seen.get(chunk.partition()).highest());
        arguments.add(config.retention().toMillis());
        arguments.add(config.eventsPerChannel());
        arguments.add(config.tailLength());
        arguments.add(spelled(chunk.channels()));
        arguments.add(once == null ? "" : once.fingerprint());
        arguments.add(once == null ? 0 : once.remembered().toMillis());
        arguments.add(chunk.work() ? config.workLength() : 0);
        arguments.addAll(fields);
        return arguments;
    }

    private static String spelled(List<Channel> channels) {
        return channels.size() == 1
                ? channels.get(0).key()
                : String.join(" ", channels.stream().map(Channel::key).toList());
    }

    private Appended appended(int partition, Response reply) {
        EventId id = EventId.parse(reply.get(0).toString());
        return switch (reply.get(1).toString()) {
            case "other" ->
                throw Problem.conflict("The key was used for something else.").asException();
            case "full" ->
                throw Problem.unavailable("The inbox is too far behind to take more.", RETRY_WHEN_FULL)
                        .asException();
            case "same" -> new Appended(partition, id, true);
            default -> {
                seen.get(partition).add(id);
                yield new Appended(partition, id, false);
            }
        };
    }
}
