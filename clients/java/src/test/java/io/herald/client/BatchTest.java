package io.herald.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.client.error.ForbiddenException;
import io.herald.client.error.InvalidRequestException;
import io.herald.client.error.UnavailableException;
import io.herald.client.publish.BatchResult;
import io.herald.client.publish.Notification;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final String ACCEPTED = "{\"status\":202,\"id\":\"n\",\"duplicate\":false}";
    private static final String INVALID = "{\"status\":400,\"problem\":{\"title\":\"Bad Request\",\"status\":400}}";
    private static final String UNAVAILABLE = "{\"status\":503,\"problem\":{\"title\":\"Unavailable\",\"status\":503}}";
    private static final String TOO_LARGE = "{\"status\":413,\"problem\":{\"title\":\"Too Large\",\"status\":413}}";

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

    private static List<Notification> notifications(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Notification.toUsers("u" + i)
                        .title("Hello")
                        .idempotencyKey("key-" + i)
                        .build())
                .toList();
    }

    private static String answer(int count) {
        return IntStream.range(0, count).mapToObj(i -> ACCEPTED).collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void one_invalid_notification_fails_alone_and_results_are_in_order() {
        service.answer(200, "[" + ACCEPTED + "," + INVALID + "," + ACCEPTED + "]");
        List<BatchResult> results = client.sendAll(notifications(3));
        assertEquals("key-0", results.get(0).notification().idempotencyKey().orElseThrow());
        assertEquals("n", results.get(0).acceptedOrThrow().id());
        assertThrows(InvalidRequestException.class, () -> results.get(1).acceptedOrThrow());
        assertTrue(results.get(2).accepted().isPresent());
        assertEquals(1, service.requests().size());
    }

    @Test
    void only_what_the_service_could_not_accept_is_sent_again() {
        service.answer(200, "[" + ACCEPTED + "," + UNAVAILABLE + "," + INVALID + "]")
                .answer(200, "[" + ACCEPTED + "]");
        List<BatchResult> results = client.sendAll(notifications(3));
        assertTrue(results.get(1).accepted().isPresent());
        String second = service.requests().get(1).body();
        assertTrue(second.contains("key-1") && !second.contains("key-0") && !second.contains("key-2"), second);
        assertEquals(1, time.pauses().size());
    }

    @Test
    void a_notification_without_a_key_gets_one_which_the_result_names() {
        service.answer(503, "").answer(200, "[" + ACCEPTED + "]");
        List<BatchResult> results =
                client.sendAll(List.of(Notification.toRoom("ops").title("Hello").build()));
        String key = results.get(0).notification().idempotencyKey().orElseThrow();
        service.requests()
                .forEach(request -> assertTrue(request.body().contains("\"idempotencyKey\":\"" + key + "\"")));
        assertEquals(2, service.requests().size());
    }

    @Test
    void more_than_a_thousand_are_several_calls() {
        service.answer(200, answer(1_000)).answer(200, answer(501));
        assertEquals(1_501, client.sendAll(notifications(1_501)).size());
        assertEquals(2, service.requests().size());
    }

    @Test
    void no_call_is_larger_than_the_service_allows() {
        List<Notification> large = IntStream.range(0, 100)
                .mapToObj(i -> Notification.toEveryone()
                        .title("Hello")
                        .body("€".repeat(20_000))
                        .build())
                .toList();
        service.answer(200, answer(69)).answer(200, answer(31));
        assertTrue(client.sendAll(large).stream()
                .allMatch(result -> result.accepted().isPresent()));
        service.requests().forEach(request -> assertTrue(request.body().getBytes(UTF_8).length <= 4 << 20));
    }

    @Test
    void what_is_too_large_beside_others_is_sent_alone() {
        service.answer(200, "[" + ACCEPTED + "," + TOO_LARGE + "]").answer(202, "{\"id\":\"m\",\"duplicate\":false}");
        assertEquals(
                "m", client.sendAll(notifications(2)).get(1).acceptedOrThrow().id());
        assertEquals("key-1", service.requests().get(1).header("Idempotency-Key"));
    }

    @Test
    void a_refused_call_is_the_failure_of_its_notifications_only() {
        service.answer(200, answer(1_000)).answer(403, "");
        List<BatchResult> results = client.sendAll(notifications(1_001));
        assertTrue(results.get(999).accepted().isPresent());
        assertInstanceOf(ForbiddenException.class, results.get(1_000).failure().orElseThrow());
    }

    @Test
    void what_stays_unavailable_fails_with_that_reason() {
        for (int i = 0; i < 200; i++) {
            service.answer(200, i == 0 ? "[" + ACCEPTED + "," + UNAVAILABLE + "]" : "[" + UNAVAILABLE + "]");
        }
        List<BatchResult> results = client.sendAll(notifications(2));
        assertTrue(results.get(0).accepted().isPresent());
        assertInstanceOf(UnavailableException.class, results.get(1).failure().orElseThrow());
    }

    @Test
    void nothing_is_no_call() {
        assertEquals(List.of(), client.sendAll(List.of()));
        assertEquals(List.of(), service.requests());
    }
}
