package io.herald.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.hub.StreamConfig;
import io.herald.hub.filters.EventFilter;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.ws.Socket.SocketContext;
import io.herald.ws.command.ClientConnection;
import io.herald.ws.command.CommandContext;
import io.herald.ws.command.CommandRequestReader;
import io.herald.ws.command.Commands;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing precedes `ready` on a socket, and only `reset` follows it at once, however long the resume reads the log. */
class CommandsBeforeReadyTest {

    private static final ReadyEvent READY = new ReadyEvent(false, "1-0");
    private static final ResetEvent RESET =
            new ResetEvent(ResetEvent.Reason.EXPIRED, List.of(Channel.room("ops")), "2-0", true);
    private static final Pattern EVENT = Pattern.compile("\"event\":\"(\\w+)\"");

    private final EmbeddedChannel netty = new EmbeddedChannel();
    private final Socket socket;
    private boolean isTooFast;

    CommandsBeforeReadyTest() {
        WebSocketChannel webSocketChannel = new WebSocketChannel(netty.voidPromise());
        netty.pipeline().addLast(webSocketChannel);
        Caller caller =
                new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, Instant.EPOCH, null);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(SocketConfig.class)
                .withMapping(StreamConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .build();
        SocketContext context = new SocketContext(
                config.getConfigMapping(SocketConfig.class),
                config.getConfigMapping(StreamConfig.class),
                () -> () -> !isTooFast,
                new CommandRequestReader(new CursorFormat(1)),
                new ImmediateAnswers(),
                new SocketWatchdog(),
                null);
        socket = new Socket(webSocketChannel, SubscriptionSpec.toNothing(caller), context);
    }

    @AfterEach
    void close() {
        netty.finishAndReleaseAll();
    }

    private void receive(String message) {
        socket.message(true, message.getBytes(UTF_8));
        netty.runPendingTasks();
    }

    private void receiveCommand(String event, String id) {
        receive("{\"event\":\"" + event + "\",\"id\":\"" + id + "\"}");
    }

    private void resume() {
        socket.ready(READY);
        socket.reset(RESET);
        netty.runPendingTasks();
    }

    private List<String> sent() {
        List<String> events = new ArrayList<>();
        for (ByteBuf frame = netty.readOutbound(); frame != null; frame = netty.readOutbound()) {
            Matcher event = EVENT.matcher(new String(ByteBufUtil.getBytes(frame), UTF_8));
            assertTrue(event.find());
            events.add(event.group(1));
            frame.release();
        }
        return events;
    }

    @Test
    void a_command_that_arrives_during_the_resume_is_answered_after_ready_and_reset() {
        socket.subscribed(new NoSubscription());
        receiveCommand("presence.heartbeat", "1");
        assertEquals(List.of(), sent());
        resume();
        assertEquals(List.of("ready", "reset", "ack"), sent());
    }

    @Test
    void a_command_that_arrives_during_a_resume_without_a_read_is_answered_after_ready_and_reset() {
        receiveCommand("presence.heartbeat", "1");
        resume();
        socket.subscribed(new NoSubscription());
        netty.runPendingTasks();
        assertEquals(List.of("ready", "reset", "ack"), sent());
    }

    @Test
    void an_invalid_message_that_arrives_during_the_resume_is_answered_after_ready_and_reset() {
        socket.subscribed(new NoSubscription());
        receive("no JSON");
        receiveCommand("no.such.command", "1");
        assertEquals(List.of(), sent());
        resume();
        assertEquals(List.of("ready", "reset", "error", "error"), sent());
    }

    @Test
    void a_message_beyond_the_rate_that_arrives_during_the_resume_is_answered_after_ready_and_reset() {
        socket.subscribed(new NoSubscription());
        isTooFast = true;
        receiveCommand("presence.heartbeat", "1");
        assertEquals(List.of(), sent());
        resume();
        assertEquals(List.of("ready", "reset", "error"), sent());
    }

    @Test
    void an_invalid_message_after_ready_is_answered_at_once() {
        socket.subscribed(new NoSubscription());
        resume();
        sent();
        socket.message(true, "no JSON".getBytes(UTF_8));
        assertEquals(List.of("error"), sent());
    }

    @Test
    void a_drain_during_the_resume_waits_for_the_answers() {
        boolean[] drained = new boolean[1];
        socket.subscribed(new NoSubscription());
        receiveCommand("presence.heartbeat", "1");
        socket.drain(() -> drained[0] = true);
        assertFalse(drained[0]);
        resume();
        assertEquals(List.of("ready", "reset", "ack"), sent());
        assertTrue(drained[0]);
    }

    private static final class ImmediateAnswers implements Commands {

        @Override
        public Uni<RawJson> answer(CommandContext commandContext) {
            return Uni.createFrom().item(new JsonWriter().object().endObject().raw());
        }

        @Override
        public void closed(ClientConnection socket) {}
    }

    private static final class NoSubscription implements Subscription {

        @Override
        public void drained() {}

        @Override
        public void refresh(Caller fresh) {}

        @Override
        public void execute(Runnable action) {}

        @Override
        public void close() {}

        @Override
        public void closeByClient() {}

        @Override
        public String cursor() {
            return "";
        }

        @Override
        public void follow(
                Channel channel, StartPosition startPosition, @Nullable EventFilter eventFilter, Followed then) {}

        @Override
        public void followMemberships(Set<String> rooms) {}

        @Override
        public void unfollow(Channel channel) {}

        @Override
        public void leaveRoom(Channel room) {}

        @Override
        public List<Channel> following() {
            return List.of();
        }

        @Override
        public List<Channel> joining() {
            return List.of();
        }
    }
}
