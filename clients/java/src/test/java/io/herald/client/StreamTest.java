package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.client.stream.StreamOptions;
import io.herald.client.stream.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final FakeService service = new FakeService();
    private final RecordingListener listener = new RecordingListener();
    private final HeraldClient client = HeraldClient.builder(service.uri())
            .tokens(listener::nextToken)
            .timeout(Duration.ofSeconds(30))
            .build();

    @AfterEach
    void close() {
        assertTimeoutPreemptively(SOON, client::close);
        service.close();
    }

    private Subscription subscribe(StreamOptions options) {
        return client.subscribe(options, listener);
    }

    private static String ready(String cursor) {
        return ready(cursor, true, "PT20S");
    }

    private static String ready(String cursor, boolean recovered, String heartbeat) {
        return "retry: 1\nid: " + cursor + "\nevent: ready\ndata: {\"connection\":\"c\",\"recovered\":" + recovered
                + ",\"cursor\":\"" + cursor + "\",\"heartbeat\":\"" + heartbeat + "\",\"rooms\":[\"ops\"]}\n\n";
    }

    private static String event(String id, String data) {
        return "id: " + id + "\nevent: notification\ndata: {\"cursor\":\"" + id + "\",\"id\":\"" + id
                + "\",\"channel\":\"user:alice\",\"event\":\"notification\",\"time\":\"2026-11-20T15:00:00.123Z\","
                + "\"from\":\"shop\",\"data\":" + data + "}\n\n";
    }

    @Test
    void delivers_events_in_order_and_resumes_after_the_last_one() {
        service.stream(ready("1-0"), event("2-0", "1"), event("3-0", "2")).openStream(ready("3-0"), event("4-0", "3"));
        subscribe(StreamOptions.DEFAULT.rooms("ops", "a+b").since(Duration.ofMinutes(10)));
        listener.expect("ready true [ops]", "2-0 1", "3-0 2", "disconnected", "ready true [ops]", "4-0 3");
        assertEquals(
                "/api/v1/stream?room=ops&room=a%2Bb&since=PT10M",
                service.requests().get(0).target());
        assertEquals(null, service.requests().get(0).header("Last-Event-ID"));
        assertEquals(
                "/api/v1/stream?room=ops&room=a%2Bb", service.requests().get(1).target());
        assertEquals("3-0", service.requests().get(1).header("Last-Event-ID"));
    }

    @Test
    void an_event_that_the_end_of_the_connection_cuts_off_is_replayed_and_not_delivered_twice() {
        String cut = event("3-0", "2");
        service.stream(ready("1-0"), event("2-0", "1"), cut.substring(0, cut.length() - 1))
                .openStream(ready("2-0"), event("3-0", "2"));
        subscribe(StreamOptions.DEFAULT);
        listener.expect("ready true [ops]", "2-0 1", "disconnected", "ready true [ops]", "3-0 2");
        assertEquals("2-0", service.requests().get(1).header("Last-Event-ID"));
    }

    @Test
    void a_client_without_an_event_resumes_at_its_first_position_or_at_a_heartbeat() {
        service.stream(ready("1-0")).stream(ready("1-0"), "id: 7-0\nevent: hb\ndata: {}\n\n")
                .openStream(ready("7-0"), event("8-0", "1"));
        subscribe(StreamOptions.DEFAULT);
        listener.await("8-0 1");
        assertEquals("1-0", service.requests().get(1).header("Last-Event-ID"));
        assertEquals("7-0", service.requests().get(2).header("Last-Event-ID"));
    }

    @Test
    void continues_after_the_cursor_of_an_earlier_subscription() {
        service.openStream(ready("5-0"), event("6-0", "1"));
        Subscription subscription = subscribe(StreamOptions.DEFAULT.after("5-0"));
        assertEquals(Optional.of("5-0"), subscription.cursor());
        listener.await("6-0 1");
        assertEquals("5-0", service.requests().get(0).header("Last-Event-ID"));
    }

    @Test
    void reports_lost_events_and_delivers_what_is_replayed_again_only_once() {
        service.stream(ready("1-0"), event("2-0", "1"), event("3-0", "2"))
                .openStream(
                        ready("3-0", false, "PT20S"),
                        "event: reset\ndata: {\"reason\":\"lost\",\"channels\":[\"room:ops\"],\"cursor\":\"9-0\"}\n\n",
                        event("3-0", "2"),
                        event("4-0", "3"));
        subscribe(StreamOptions.DEFAULT);
        listener.expect(
                "ready true [ops]",
                "2-0 1",
                "3-0 2",
                "disconnected",
                "ready false [ops]",
                "reset lost [room:ops]",
                "4-0 3");
    }

    @Test
    void ephemeral_events_are_delivered_and_do_not_move_the_cursor() {
        service.openStream(
                ready("1-0"),
                "event: typing.start\ndata: {\"channel\":\"room:ops\",\"event\":\"typing.start\","
                        + "\"time\":\"2026-11-20T15:00:00Z\",\"from\":\"bob\",\"data\":{\"user\":\"bob\"}}\n\n");
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        listener.await("ephemeral {\"user\":\"bob\"}");
        assertEquals(Optional.of("1-0"), subscription.cursor());
    }

    @Test
    void a_temporary_refusal_names_the_time_of_the_next_attempt() {
        service.stream("retry: 3\nevent: unavailable\ndata: {\"reason\":\"draining\"}\n\n")
                .answer(503, "", Map.of("Retry-After", "0"))
                .openStream(ready("1-0"));
        subscribe(StreamOptions.DEFAULT);
        listener.await("ready true [ops]");
        assertEquals("unavailable: draining", listener.disconnects().get(0).reason());
        assertEquals(Duration.ofMillis(3), listener.disconnects().get(0).retryIn());
    }

    @Test
    void an_evicted_client_stays_away_as_long_as_the_service_says_and_can_be_closed_meanwhile() {
        service.stream(ready("1-0"), "retry: 3600000\nevent: evicted\ndata: {}\n\n");
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        listener.await("disconnected");
        assertEquals("evicted", listener.disconnects().get(0).reason());
        assertEquals(Duration.ofHours(1), listener.disconnects().get(0).retryIn());
        assertTimeoutPreemptively(SOON, subscription::close);
        listener.await("end");
        assertTrue(subscription.hasEnded());
    }

    @Test
    void a_connection_without_heartbeats_is_replaced() {
        service.openStream(ready("1-0", true, "PT0.04S")).openStream(ready("1-0"), event("2-0", "1"));
        subscribe(StreamOptions.DEFAULT);
        listener.await("2-0 1");
    }

    @Test
    void a_final_refusal_ends_the_subscription() throws Exception {
        service.answer(403, "{\"title\":\"Forbidden\",\"status\":403,\"detail\":\"You may not join this room.\"}");
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        subscription.awaitEnd();
        listener.expect("end ForbiddenException: 403 You may not join this room.");
    }

    @Test
    void a_rejected_token_is_replaced_and_a_second_one_ends_the_subscription() throws Exception {
        service.answer(401, "").stream(ready("1-0")).answer(401, "").answer(401, "");
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        subscription.awaitEnd();
        listener.expect("ready true [ops]", "disconnected", "end UnauthorizedException: 401 HTTP status 401");
        assertEquals(
                List.of("Bearer 1", "Bearer 2", "Bearer 2", "Bearer 3"),
                service.requests().stream()
                        .map(request -> request.header("Authorization"))
                        .toList());
    }

    @Test
    void an_exception_of_the_listener_ends_the_subscription_before_its_event() throws Exception {
        service.openStream(ready("1-0"), event("2-0", "1"), event("3-0", "\"throw\""), event("4-0", "2"));
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        subscription.awaitEnd();
        listener.expect("ready true [ops]", "2-0 1", "end IllegalStateException: thrown");
        assertEquals(Optional.of("2-0"), subscription.cursor());
    }

    @Test
    void a_connect_in_progress_does_not_delay_the_close() {
        service.neverAnswer();
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        Await.until("a request", () -> !service.requests().isEmpty());
        assertTimeoutPreemptively(SOON, subscription::close);
        listener.expect("end");
    }

    @Test
    void the_listener_may_close_the_subscription() throws Exception {
        service.openStream(ready("1-0"), event("2-0", "\"close\""), event("3-0", "2"));
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        listener.closes(subscription);
        subscription.awaitEnd();
        listener.expect("ready true [ops]", "2-0 \"close\"", "end");
    }

    @Test
    void a_client_that_closes_ends_its_streams() {
        service.openStream(ready("1-0"));
        Subscription subscription = subscribe(StreamOptions.DEFAULT);
        listener.await("ready true [ops]");
        assertFalse(subscription.hasEnded());
        assertTimeoutPreemptively(SOON, client::close);
        assertTrue(subscription.hasEnded());
    }
}
