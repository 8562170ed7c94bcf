package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.client.connection.RetryPolicy;
import io.herald.client.error.CallInterruptedException;
import io.herald.client.error.ConnectionException;
import io.herald.client.error.InvalidRequestException;
import io.herald.client.error.ResponseException;
import io.herald.client.error.UnavailableException;
import io.herald.client.error.Violation;
import io.herald.client.publish.Accepted;
import io.herald.client.publish.ChannelEvent;
import io.herald.client.publish.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendTest {

    private static final String ACCEPTED = "{\"id\":\"n-1\",\"duplicate\":false}";
    private static final String EVENT = "{\"id\":\"1-0\"}";
    private static final Notification HELLO =
            Notification.toUsers("alice").title("Hello").build();

    private final FakeService service = new FakeService();
    private final ManualTime time = new ManualTime();
    private final HeraldClient client = HeraldClient.builder(service.uri())
            .tokens(() -> "token")
            .clock(time)
            .pause(time)
            .build();

    @AfterEach
    void close() {
        client.close();
        service.close();
    }

    @Test
    void sends_all_fields_as_the_service_expects_them() {
        service.answer(202, ACCEPTED);
        Accepted accepted = client.send(Notification.toUsers("alice", "bob")
                .type(Notification.Type.SUCCESS)
                .title("Your \"order\"\n")
                .body("Ünïcode €")
                .category("orders")
                .critical()
                .link("/orders/4711")
                .data(Map.of("total", 12.5))
                .ttl(Duration.ofHours(1))
                .deliverAt(Instant.parse("2026-11-20T16:00:00Z"))
                .collapseKey("order-4711")
                .escalate(Duration.ofMinutes(5), "pager")
                .idempotencyKey("order-4711-shipped")
                .build());
        FakeService.Request request = service.requests().get(0);
        assertEquals(new Accepted("n-1", false), accepted);
        assertEquals("POST /api/v1/notifications", request.method() + " " + request.target());
        assertEquals("Bearer token", request.header("Authorization"));
        assertEquals("application/json", request.header("Content-Type"));
        assertEquals("order-4711-shipped", request.header("Idempotency-Key"));
        String body = request.body()
                .replace("\"webhook\":\"pager\",\"after\":\"PT5M\"", "\"after\":\"PT5M\",\"webhook\":\"pager\"");
        assertEquals(
                "{\"to\":{\"users\":[\"alice\",\"bob\"]},\"type\":\"success\",\"title\":\"Your \\\"order\\\"\\u000a\","
                        + "\"body\":\"Ünïcode €\",\"category\":\"orders\",\"critical\":true,\"link\":\"/orders/4711\","
                        + "\"data\":{\"total\":12.5},\"ttl\":\"PT1H\",\"deliverAt\":\"2026-11-20T16:00:00Z\","
                        + "\"collapseKey\":\"order-4711\",\"escalate\":{\"after\":\"PT5M\",\"webhook\":\"pager\"}}",
                body);
    }

    @Test
    void repeats_a_call_under_one_key_until_it_is_accepted() {
        service.answer(503, "").breakConnection().answer(429, "").answer(202, ACCEPTED);
        client.send(HELLO);
        List<String> keys = service.requests().stream()
                .map(request -> request.header("Idempotency-Key"))
                .toList();
        assertEquals(4, keys.size());
        assertEquals(1, keys.stream().distinct().count(), keys::toString);
        assertEquals(3, time.pauses().size());
    }

    @Test
    void two_calls_have_different_keys() {
        service.answer(202, ACCEPTED).answer(202, ACCEPTED);
        client.send(HELLO);
        client.send(HELLO);
        assertNotEquals(
                service.requests().get(0).header("Idempotency-Key"),
                service.requests().get(1).header("Idempotency-Key"));
    }

    @Test
    void waits_at_least_as_long_as_the_service_says() {
        service.answer(503, "", Map.of("Retry-After", "7"))
                .answer(503, "", Map.of("Retry-After", "Fri, 20 Nov 2026 15:00:30 GMT"))
                .answer(202, ACCEPTED);
        client.send(HELLO);
        assertTrue(time.pauses().get(0).toMillis() >= 7_000, time.pauses()::toString);
        assertFalse(time.instant().isBefore(Instant.parse("2026-11-20T15:00:30Z")), time.pauses()::toString);
    }

    @Test
    void delays_grow_and_differ() {
        for (int i = 0; i < 200; i++) {
            service.answer(503, "");
        }
        assertThrows(UnavailableException.class, () -> client.send(HELLO));
        List<Duration> pauses = time.pauses();
        assertTrue(pauses.get(0).compareTo(RetryPolicy.DEFAULT.firstDelay()) <= 0, pauses::toString);
        assertTrue(pauses.stream().anyMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) > 0), pauses::toString);
        assertTrue(pauses.stream().distinct().count() > 3, pauses::toString);
        Duration total = pauses.stream().reduce(Duration.ZERO, Duration::plus);
        assertTrue(total.compareTo(RetryPolicy.DEFAULT.within()) <= 0, pauses::toString);
    }

    @Test
    void gives_up_at_once_if_the_service_names_a_time_after_the_limit() {
        service.answer(503, "", Map.of("Retry-After", "3600"));
        UnavailableException failure = assertThrows(UnavailableException.class, () -> client.send(HELLO));
        assertEquals(Optional.of(Duration.ofHours(1)), failure.retryAfter());
        assertEquals(List.of(), time.pauses());
    }

    @Test
    void an_invalid_request_names_all_fields_and_is_not_repeated() {
        service.answer(
                400,
                "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The request has invalid fields.\","
                        + "\"violations\":[{\"field\":\"title\",\"message\":\"is required\"},{\"field\":\"to\",\"message\":\"is required\"}]}");
        InvalidRequestException failure = assertThrows(InvalidRequestException.class, () -> client.send(HELLO));
        assertEquals(
                List.of(new Violation("title", "is required"), new Violation("to", "is required")),
                failure.violations());
        assertEquals("400 The request has invalid fields. title: is required to: is required", failure.getMessage());
        assertEquals(1, service.requests().size());
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidRequestException",
        "403, ForbiddenException",
        "404, NotFoundException",
        "409, ConflictException",
        "413, InvalidRequestException",
        "415, InvalidRequestException",
        "418, ResponseException",
        "429, RateLimitedException",
        "500, UnavailableException",
        "503, UnavailableException"
    })
    void a_status_has_its_exception(int status, String type) {
        service.answer(status, "<html>from a proxy</html>");
        HeraldClient once = HeraldClient.builder(service.uri())
                .tokens(() -> "token")
                .retries(RetryPolicy.NONE)
                .clock(new ManualTime())
                .pause(delay -> {
                    throw new AssertionError("repeated");
                })
                .build();
        ResponseException failure = assertThrows(ResponseException.class, () -> once.facts("n-1"));
        assertEquals(type, failure.getClass().getSimpleName());
        assertEquals(status, failure.status());
    }

    @Test
    void a_service_that_does_not_answer_is_a_failed_connection() {
        service.neverAnswer();
        HeraldClient impatient = HeraldClient.builder(service.uri())
                .tokens(() -> "token")
                .timeout(Duration.ofMillis(100))
                .retries(RetryPolicy.NONE)
                .build();
        ConnectionException failure = assertThrows(ConnectionException.class, () -> impatient.send(HELLO));
        assertTrue(failure.mayHaveExecuted());
    }

    @Test
    void a_body_that_does_not_end_is_a_failed_connection() {
        service.openStream("{\"id\":");
        HeraldClient impatient = HeraldClient.builder(service.uri())
                .tokens(() -> "token")
                .timeout(Duration.ofMillis(300))
                .retries(RetryPolicy.NONE)
                .build();
        assertThrows(ConnectionException.class, () -> impatient.send(HELLO));
    }

    @Test
    void a_service_that_cannot_be_reached_has_not_executed_the_call() {
        service.close();
        ConnectionException failure = assertThrows(ConnectionException.class, () -> client.send(HELLO));
        assertFalse(failure.mayHaveExecuted());
        assertFalse(time.pauses().isEmpty());
    }

    @Test
    void an_interrupt_ends_a_call_and_is_kept() {
        service.neverAnswer();
        Thread.currentThread().interrupt();
        assertThrows(CallInterruptedException.class, () -> client.send(HELLO));
        assertTrue(Thread.interrupted());
    }

    @Test
    void an_answer_that_is_not_one_of_the_service_is_no_success() {
        service.answer(200, "<html>sign in</html>");
        assertThrows(ConnectionException.class, () -> client.send(HELLO));
    }

    @Test
    void a_durable_event_of_a_room_is_repeated_under_one_key() {
        service.breakConnection().answer(202, EVENT);
        assertEquals(Optional.of("1-0"), client.send("room:ops", ChannelEvent.of("cpu", Map.of("load", 1))));
        assertEquals(
                "/api/v1/channels/room%3Aops/events", service.requests().get(1).target());
        assertEquals("{\"load\":1}", service.requests().get(1).body().replaceAll(".*\"data\":(\\{[^}]*\\}).*", "$1"));
        assertEquals(
                service.requests().get(0).header("Idempotency-Key"),
                service.requests().get(1).header("Idempotency-Key"));
    }

    @Test
    void an_event_without_a_key_is_not_repeated_if_the_service_may_have_it() {
        service.answer(503, "");
        assertThrows(UnavailableException.class, () -> client.send("user:alice", ChannelEvent.of("cpu", 1)));
        service.answer(503, "");
        assertThrows(
                UnavailableException.class,
                () -> client.send("room:ops", ChannelEvent.of("cpu", 1).ephemeral()));
        assertEquals(2, service.requests().size());
        assertEquals(null, service.requests().get(1).header("Idempotency-Key"));
    }

    @Test
    void an_event_that_the_service_has_refused_for_its_rate_is_repeated() {
        service.answer(429, "").answer(202, "{}");
        assertEquals(
                Optional.empty(),
                client.send("user:alice", ChannelEvent.of("cpu", 1).conflate("cpu")));
        assertEquals(2, service.requests().size());
    }

    @Test
    void a_closed_client_sends_nothing() {
        client.close();
        assertThrows(IllegalStateException.class, () -> client.send(HELLO));
        assertEquals(List.of(), service.requests());
    }

    @Test
    void withdraws_and_reads_facts() {
        service.answer(204, "")
                .answer(
                        200,
                        "{\"id\":\"n-1\",\"acceptedAt\":\"2026-11-20T15:00:00Z\",\"state\":\"withdrawn\",\"recipients\":2,"
                                + "\"delivered\":1,\"read\":0,\"escalated\":false,\"pushed\":0,\"pushFailed\":0}");
        client.withdraw("n-1");
        assertEquals("withdrawn", client.facts("n-1").state());
        assertEquals("DELETE", service.requests().get(0).method());
    }
}
