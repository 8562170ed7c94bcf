package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.redis.history.SimulatedLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/** One instance with a window of two events that reads one history at a time. It acts only when a test steps it. */
final class SmallInstance {

    private static final int UNLIMITED = 1_000_000;

    private final SimulatedInstance instance;
    final Hub hub;
    final SteppedLoop loop;

    /** The position before the first event, far below the window. */
    final Cursor start;

    /** The position of the last of the first events, which the window covers. */
    final Cursor latest;

    SmallInstance(Channel channel, String... events) {
        this(UNLIMITED, channel, events);
    }

    /** @param historyLength the number of events that the log keeps of each channel */
    SmallInstance(int historyLength, Channel channel, String... events) {
        SimulatedLog.Settings settings = new SimulatedLog.Settings(1, historyLength, UNLIMITED, UNLIMITED);
        instance = new SimulatedInstance(
                new SimulatedLog(settings, () -> 1),
                new FixedStreamConfig(2, 1),
                new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10)),
                new Random(0));
        hub = instance.hub;
        loop = instance.loops.get(0);
        instance.settle();
        start = Cursor.at(0, instance.link.highWaterMark(0));
        publish(channel, events);
        latest = Cursor.at(0, instance.link.highWaterMark(0));
    }

    void publish(Channel channel, String... events) {
        for (String event : events) {
            instance.link.publish(new Append(List.of(channel), event, new byte[] {'1'}, EventAttributes.DURABLE));
            settle();
        }
    }

    /** Appends an event that the instance's reader has not read yet, and returns the cursor of a client that has it. */
    Cursor publishUnread(Channel channel, String event) {
        AtomicReference<EventId> id = new AtomicReference<>();
        instance.link
                .append(new Append(List.of(channel), event, new byte[] {'1'}, EventAttributes.DURABLE))
                .subscribe()
                .with(appended -> id.set(appended.id()));
        answerLog();
        return Cursor.at(0, id.get());
    }

    void settle() {
        instance.settle();
    }

    void runLoop() {
        loop.runAll();
    }

    /** Answers all pending requests to the log, without running the loop. */
    void answerLog() {
        while (instance.link.stepRequest()) {}
    }

    /** Fails one pending request to the log. */
    void failLogRequest() {
        instance.link.failOneRequest();
    }

    int historyReads() {
        return instance.link.historyReads();
    }

    RecordingOutlet outlet() {
        return new RecordingOutlet(loop);
    }

    static List<Channel> channels(String user, Channel... more) {
        List<Channel> channels = new ArrayList<>(List.of(Channel.user(user), Channel.EVERYONE));
        channels.addAll(List.of(more));
        return channels;
    }
}
