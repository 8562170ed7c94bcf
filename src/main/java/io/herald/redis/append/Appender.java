package io.herald.redis.append;

import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog.Appended;
import io.herald.log.EventLog.SkippedUser;
import io.herald.log.Revision;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.Partitioning;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Splits events into chunks by partition, and distributes the chunks over script calls of limited size. */
public final class Appender {

    /** The maximum number of recipients in a script call. Each of them blocks Redis for a few microseconds. */
    private static final int MAX_RECIPIENTS_PER_CALL = 256;

    private static final int MAX_BYTES_PER_CALL = 512 * 1024;

    private final Partitioning partitioning;
    private final AppendScript script;
    private final CursorFormat format;

    public Appender(Partitioning partitioning, AppendScript script) {
        this.partitioning = partitioning;
        this.script = script;
        this.format = new CursorFormat(partitioning.partitions());
    }

    /** Returns one future per event, in their order. Events share script calls, but a rejected one does not affect the others. */
    public List<Future<Appended>> append(List<Append> events) {
        Map<Integer, List<AppendChunk>> byPartition = new TreeMap<>();
        List<Future<Appended>> answers = new ArrayList<>(events.size());
        for (Append event : events) {
            answers.add(combine(split(event, byPartition)));
        }
        byPartition.forEach(this::send);
        return answers;
    }

    public Future<Void> send(ControlMessage controlMessage) {
        AppendChunk appendChunk = new AppendChunk(
                List.of(controlMessage.about()), EntryCodec.encode(controlMessage), null, List.of(), "ta", true, true);
        script.run(partitioning.partitionOf(controlMessage.about()), List.of(appendChunk));
        return appendChunk.promise().future().mapEmpty();
    }

    private static Future<Appended> combine(List<Future<Appended>> parts) {
        Future<Appended> first = parts.get(0);
        return parts.size() == 1
                ? first
                : Future.join(parts).map(all -> {
                    List<SkippedUser> skipped = parts.stream()
                            .flatMap(part -> part.result().skipped().stream())
                            .toList();
                    return first.result().with(skipped);
                });
    }

    private List<Future<Appended>> split(Append event, Map<Integer, List<AppendChunk>> to) {
        List<Future<Appended>> parts = new ArrayList<>(1);
        List<Object> fields = EntryCodec.encode(event);
        boolean toEveryone = event.channels().get(0).equals(Channel.EVERYONE);
        Map<Integer, List<Channel>> byPartition = partitioning.groupByPartition(event.channels());
        boolean isWhole = byPartition.size() == 1 && event.channels().size() <= MAX_RECIPIENTS_PER_CALL;
        byPartition.forEach((partition, channels) -> {
            // An event to everyone is appended to every partition, but added to one work queue only.
            String letters = flags(event, event.work() && (!toEveryone || partition == 0));
            for (int from = 0; from < channels.size(); from += MAX_RECIPIENTS_PER_CALL) {
                List<Channel> some = channels.subList(from, Math.min(channels.size(), from + MAX_RECIPIENTS_PER_CALL));
                Once once = part(event.once(), from / MAX_RECIPIENTS_PER_CALL);
                boolean tailOnly = event.eventAttributes().ephemeral();
                List<Object> revises = revises(event, partition);
                String all = revises.isEmpty() ? letters : letters + "r";
                AppendChunk appendChunk = new AppendChunk(some, fields, once, revises, all, tailOnly, isWhole);
                to.computeIfAbsent(partition, p -> new ArrayList<>()).add(appendChunk);
                parts.add(appendChunk.promise().future());
            }
        });
        return parts;
    }

    private List<Object> revises(Append event, int partition) {
        EventId message = Revision.message(event.event(), event.eventAttributes(), partition, format);
        return message == null ? List.of() : List.of(message, event.event().equals(Revision.DELETED) ? "d" : "e");
    }

    private static String flags(Append event, boolean work) {
        String push = switch (event.push()) {
            case ALWAYS -> "t";
            case UNLESS_HELD -> "tp";
            case NEVER -> "";
        };
        String staged = event.staged() ? "h" : "";
        return work ? push + staged + "w" : push + staged;
    }

    private static @Nullable Once part(@Nullable Once whole, int number) {
        return whole == null || number == 0
                ? whole
                : new Once(whole.key() + ":" + number, whole.fingerprint(), whole.remembered());
    }

    private void send(int partition, List<AppendChunk> chunks) {
        List<AppendChunk> call = new ArrayList<>();
        int recipients = 0;
        int bytes = 0;
        for (AppendChunk appendChunk : chunks) {
            boolean full =
                    recipients + appendChunk.recipients() > MAX_RECIPIENTS_PER_CALL || bytes > MAX_BYTES_PER_CALL;
            if (full && !call.isEmpty()) {
                script.run(partition, call);
                call = new ArrayList<>();
                recipients = 0;
                bytes = 0;
            }
            call.add(appendChunk);
            recipients += appendChunk.recipients();
            bytes += appendChunk.bytes();
        }
        script.run(partition, call);
    }
}
