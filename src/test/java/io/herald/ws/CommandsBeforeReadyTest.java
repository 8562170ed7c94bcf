package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing precedes `ready` on a socket, and only `reset` follows it at once, however long the resume reads the log. */
class CommandsBeforeReadyTest {

    private static final ReadyEvent READY = new ReadyEvent(false, "1-0");
    private static final ResetEvent RESET =
            new ResetEvent(ResetEvent.Reason.EXPIRED, List.of(Channel.room("ops")), "2-0", true);
    private static final Pattern EVENT = Pattern.compile("\"event\":\"(\\w+)\"");

    private final TestSocket client = new TestSocket();
    private final SocketConnection socket = client.socket();

    @AfterEach
    void close() {
        client.close();
    }

    private void receive(String message) {
        client.receive(message);
        client.runTasks();
    }

    private void receiveCommand(String event, String id) {
        client.receiveCommand(event, id);
        client.runTasks();
    }

    private void resume() {
        socket.ready(READY);
        socket.reset(RESET);
        client.runTasks();
    }

    private List<String> sent() {
        return client.sent().stream()
                .map(message -> {
                    Matcher event = EVENT.matcher(message);
                    assertTrue(event.find());
                    return event.group(1);
                })
                .toList();
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
        client.runTasks();
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
        client.isTooFast = true;
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
        client.receive("no JSON");
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
}
