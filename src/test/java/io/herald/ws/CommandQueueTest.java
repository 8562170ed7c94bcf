package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.hub.transport.ReadyEvent;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.herald.testing.CapturedLog;
import io.herald.ws.protocol.SocketCloseStatus;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each message of a client gets one answer; commands are executed one after the other. */
class CommandQueueTest {

    /** At this number of waiting commands the socket stops reading. */
    private static final int MAX_PENDING = 64;

    private final TestSocket client = new TestSocket();
    private final Queue<UniEmitter<? super RawJson>> running = new ArrayDeque<>();

    @BeforeEach
    void open() {
        client.socket().subscribed(new NoSubscription());
        client.socket().ready(new ReadyEvent(true, "1-0"));
        client.runTasks();
        client.sent();
        client.answers = command -> Uni.createFrom().emitter(emitter -> running.add(emitter));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private void receive(int commands) {
        for (int i = 0; i < commands; i++) {
            client.receiveCommand("presence.heartbeat", "c" + i);
        }
        client.runTasks();
    }

    private void complete() {
        running.remove().complete(TestSocket.NO_DATA);
        client.runTasks();
    }

    private static String ack(int command) {
        return "{\"event\":\"ack\",\"id\":\"c" + command + "\",\"data\":{}}";
    }

    private String error() {
        List<String> sent = client.sent();
        assertEquals(1, sent.size(), sent::toString);
        return sent.get(0);
    }

    private static void assertError(String id, String code, String message) {
        assertTrue(
                message.startsWith("{\"event\":\"error\",\"id\":\"" + id + "\",\"data\":{\"code\":\"" + code + "\""),
                message);
    }

    @Test
    void commands_are_executed_one_after_the_other_in_the_order_of_arrival() {
        receive(3);
        assertEquals(1, running.size());
        assertEquals(List.of(), client.sent());
        complete();
        assertEquals(List.of(ack(0)), client.sent());
        complete();
        complete();
        assertEquals(List.of(ack(1), ack(2)), client.sent());
    }

    @Test
    void a_command_that_throws_is_answered_and_the_next_one_is_executed() {
        client.answers = command -> {
            client.answers = next -> Uni.createFrom().item(TestSocket.NO_DATA);
            throw Problem.forbidden("You may not.").asException();
        };
        receive(2);
        List<String> sent = client.sent();
        assertError("c0", "forbidden", sent.get(0));
        assertEquals(ack(1), sent.get(1));
    }

    @Test
    void a_command_that_fails_unexpectedly_is_logged_and_answered_without_the_cause() {
        try (CapturedLog log = CapturedLog.of("io.herald.ws")) {
            receive(1);
            running.remove().fail(new IllegalStateException("expected by the test"));
            String error = error();
            assertError("c0", "unavailable", error);
            assertFalse(error.contains("expected by the test"));
            assertTrue(log.lines().get(0).startsWith("ERROR socket.command.failed"), log.lines()::toString);
            receive(1);
            running.remove().fail(new IllegalStateException("expected by the test"));
            assertEquals(1, log.lines().size(), "a repeated failure is only counted");
        }
    }

    @Test
    void an_invalid_message_is_answered_ahead_of_the_command_in_progress() {
        receive(1);
        client.receiveCommand("no.such.command", "x");
        assertError("x", "invalid", error());
        client.receive("no JSON");
        assertTrue(error().startsWith("{\"event\":\"error\",\"data\":"), "there is no id to repeat");
        complete();
        assertEquals(List.of(ack(0)), client.sent());
    }

    @Test
    void a_message_of_the_other_frame_type_is_answered_and_not_executed() {
        client.socket().message(false, "{\"event\":\"presence.heartbeat\",\"id\":\"c0\"}".getBytes());
        assertTrue(error().contains("Send text frames"));
        assertEquals(0, running.size());
    }

    @Test
    void a_message_beyond_the_rate_is_rejected_and_not_executed() {
        client.isTooFast = true;
        receive(1);
        assertError("c0", "rate_limited", error());
        assertEquals(0, running.size());
        client.isTooFast = false;
        receive(1);
        assertEquals(1, running.size());
    }

    @Test
    void the_socket_stops_reading_while_many_commands_wait() {
        receive(MAX_PENDING);
        assertTrue(client.isReading(), "one of them is in progress");
        receive(1);
        assertFalse(client.isReading());
        while (!client.isReading()) {
            complete();
        }
        int answered = client.sent().size();
        assertTrue(answered > 1 && answered < MAX_PENDING, "answered: " + answered);
    }

    @Test
    void a_closed_socket_executes_and_answers_no_more_commands() {
        receive(2);
        client.socket().close(SocketCloseStatus.RESTARTING);
        client.sent();
        complete();
        assertEquals(List.of(), client.sent());
        assertEquals(0, running.size());
    }

    @Test
    void a_drain_stops_reading_and_waits_for_the_answers_to_all_commands() {
        AtomicInteger drained = new AtomicInteger();
        receive(MAX_PENDING / 2 + 2);
        client.socket().drain(drained::incrementAndGet);
        while (!running.isEmpty()) {
            assertEquals(0, drained.get());
            assertFalse(client.isReading());
            complete();
        }
        assertEquals(MAX_PENDING / 2 + 2, client.sent().size());
        assertEquals(1, drained.get());
    }

    @Test
    void a_drain_without_commands_ends_at_once() {
        AtomicInteger drained = new AtomicInteger();
        client.socket().drain(drained::incrementAndGet);
        assertEquals(1, drained.get());
    }
}
