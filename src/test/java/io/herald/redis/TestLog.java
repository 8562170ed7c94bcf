package io.herald.redis;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.json.JsonWriter;
import io.herald.log.Append;
import io.herald.log.EventLog.Appended;
import io.herald.log.EventLog.Bounds;
import io.herald.log.EventLog.Span;
import io.herald.log.HistoryPage;
import io.herald.log.LogConfig;
import io.herald.log.Revision;
import io.herald.redis.append.AppendScript;
import io.herald.redis.append.Appender;
import io.herald.redis.history.HistoryReader;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.herald.testing.Await;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of one instance, on a real Redis. It has one partition, and histories of about ten events. */
public final class TestLog {

    public static final RedisKeys KEYS = new RedisKeys("t", 1);
    public static final Partitioning PARTITIONING = new Partitioning(1);
    public static final Duration RETENTION = Duration.ofHours(1);
    public static final int EVENTS_PER_CHANNEL = 10;

    private final RealRedis redis;
    private final HighWaterMarks marks = new HighWaterMarks(1);
    private final Appender appender;
    private final HistoryReader histories;

    private TestLog(RealRedis redis, LogConfig config) {
        this.redis = redis;
        this.appender = new Appender(PARTITIONING, new AppendScript(redis.links(), KEYS, marks, config, PARTITIONING));
        this.histories = new HistoryReader(redis.links(), KEYS, PARTITIONING, marks, config);
    }

    /** Returns the log as an instance sees it that has just started. */
    public static TestLog on(RealRedis redis) {
        return new TestLog(redis, config());
    }

    public static TestLog with(RealRedis redis, Duration retention, int workLength) {
        return new TestLog(redis, new Config(retention, workLength));
    }

    public static LogConfig config() {
        return new Config(RETENTION, 1_000);
    }

    private record Config(Duration retention, int workLength) implements LogConfig {

        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public int eventsPerChannel() {
            return EVENTS_PER_CHANNEL;
        }

        @Override
        public int tailLength() {
            return 1_000;
        }

        @Override
        public Tails tails() {
            return Tails.SHARED;
        }

        @Override
        public String keyPrefix() {
            return "t";
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration block() {
            return Duration.ofMillis(100);
        }
    }

    /** The highest id that this instance has seen. */
    public void hasSeen(EventId id) {
        marks.forPartition(0).advanceTo(id);
    }

    /** The reader of this instance has found a birth mark. */
    public void hasFound(EventId birthMark) {
        marks.forPartition(0).birthMarkFound(birthMark);
    }

    public Future<Appended> tryAppend(Append event) {
        return ended(appender.append(List.of(event)).get(0));
    }

    public Appended append(Append event) {
        return result(appender.append(List.of(event)).get(0));
    }

    /** Appends all events in one call. */
    public List<Appended> appendAll(List<Append> events) {
        return appender.append(events).stream().map(TestLog::result).toList();
    }

    /** Appends a durable event to a room. */
    public EventId append(String room) {
        return append(event(room)).id();
    }

    public static Append event(String room) {
        return event("tick", "", EventAttributes.DURABLE, room);
    }

    public static Append event(String name, @Nullable String content, EventAttributes attributes, String room) {
        return event(name, content, attributes, List.of(Channel.room(room)));
    }

    public static Append event(
            String name, @Nullable String content, EventAttributes attributes, List<Channel> channels) {
        byte[] data =
                new JsonWriter().object().field("content", content).endObject().toBytes();
        return new Append(channels, name, Envelope.body(Instant.EPOCH, "sender", data), attributes);
    }

    public EventId message(String room, String content) {
        return append(event(Revision.MESSAGE, content, EventAttributes.DURABLE, room))
                .id();
    }

    public EventId edit(String room, EventId message, String content) {
        return append(revision(Revision.EDITED, room, message, content)).id();
    }

    public EventId delete(String room, EventId message) {
        return append(revision(Revision.DELETED, room, message, null)).id();
    }

    public static Append revision(String name, String room, EventId message, @Nullable String content) {
        return event(name, content, new EventAttributes(false, null, EventAttributes.NEVER, message.toString()), room);
    }

    /** Reads birth mark and last id, which creates or renews the birth mark. */
    public Bounds open() {
        return result(histories.bounds(0));
    }

    /** Reads all events of rooms after a position. */
    public HistoryPage read(EventId after, String... rooms) {
        return read(after, open().last(), rooms);
    }

    /** Reads the events of rooms after a position up to another. */
    public HistoryPage read(EventId after, EventId upTo, String... rooms) {
        List<Channel> channels = Arrays.stream(rooms).map(Channel::room).toList();
        return result(histories.read(new Span(0, channels, after, upTo, 1_000)));
    }

    public List<Event> history(String room, EventId from, boolean newestFirst, int limit) {
        return history(Channel.room(room), from, newestFirst, limit);
    }

    public List<Event> history(Channel channel, EventId from, boolean newestFirst, int limit) {
        return result(histories.history(channel, from, newestFirst, limit));
    }

    public List<Entry> tail() {
        Request all = Request.cmd(Command.XRANGE).arg(KEYS.tail(0)).arg("-").arg("+");
        return EntryCodec.decodeTail(0, result(redis.links().send(KEYS.tail(0), all)));
    }

    public static List<EventId> ids(List<Event> events) {
        return events.stream().map(Event::id).toList();
    }

    /** Returns the contents of events; {@code none} for one without. */
    public static List<String> contents(List<Event> events) {
        return events.stream()
                .map(event -> Revision.content(event.body()))
                .map(content -> content == null ? "none" : content.toJson().replace("\"", ""))
                .toList();
    }

    static <T> Future<T> ended(Future<T> asked) {
        Await.until("the call ends", asked::isComplete);
        return asked;
    }

    public static <T> T result(Future<T> asked) {
        return ended(asked).toCompletionStage().toCompletableFuture().join();
    }
}
