package io.herald.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.CursorFormat;
import io.herald.hub.StreamConfig;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.loop.FailureLogger;
import io.herald.ws.command.ClientConnection;
import io.herald.ws.command.CommandContext;
import io.herald.ws.command.CommandRequestReader;
import io.herald.ws.command.Commands;
import io.herald.ws.protocol.EmbeddedSocket;
import io.herald.ws.protocol.WebSocketChannel;
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
import java.util.function.Function;
import org.jboss.logging.Logger;

/** A socket with the default settings on a Netty channel without a network. A test supplies the answers to its commands. */
final class TestSocket implements Commands, AutoCloseable {

    static final RawJson NO_DATA = new JsonWriter().object().endObject().raw();

    private final EmbeddedChannel netty = new EmbeddedChannel();
    private final SocketConnection socket;

    /** Answers each command; at once by default. */
    Function<CommandContext, Uni<RawJson>> answers = command -> Uni.createFrom().item(NO_DATA);

    /** Whether the client exceeds its message rate. */
    boolean isTooFast;

    TestSocket() {
        WebSocketChannel webSocketChannel = EmbeddedSocket.of(netty);
        Caller caller =
                new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, Instant.EPOCH, null);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(SocketConfig.class)
                .withMapping(StreamConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .build();
        SocketServices services = new SocketServices(
                config.getConfigMapping(SocketConfig.class),
                config.getConfigMapping(StreamConfig.class),
                () -> () -> !isTooFast,
                new CommandRequestReader(new CursorFormat(1)),
                this,
                new SocketWatchdog(),
                null,
                new FailureLogger(Logger.getLogger(TestSocket.class)));
        socket = new SocketConnection(webSocketChannel, SubscriptionSpec.toNothing(caller), services);
    }

    @Override
    public Uni<RawJson> answer(CommandContext commandContext) {
        return answers.apply(commandContext);
    }

    @Override
    public void closed(ClientConnection connection) {}

    SocketConnection socket() {
        return socket;
    }

    boolean isReading() {
        return netty.config().isAutoRead();
    }

    /** Receives a message, without running the tasks that it adds to the loop. */
    void receive(String message) {
        socket.message(true, message.getBytes(UTF_8));
    }

    void receiveCommand(String event, String id) {
        receive("{\"event\":\"" + event + "\",\"id\":\"" + id + "\"}");
    }

    void runTasks() {
        netty.runPendingTasks();
    }

    /** Returns the messages that the socket has sent since the last call. */
    List<String> sent() {
        List<String> messages = new ArrayList<>();
        for (ByteBuf frame = netty.readOutbound(); frame != null; frame = netty.readOutbound()) {
            String bytes = new String(ByteBufUtil.getBytes(frame), UTF_8);
            messages.add(bytes.substring(Math.max(0, bytes.indexOf('{'))));
            frame.release();
        }
        return messages;
    }

    @Override
    public void close() {
        netty.finishAndReleaseAll();
    }
}
