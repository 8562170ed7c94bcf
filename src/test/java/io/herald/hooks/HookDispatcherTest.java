package io.herald.hooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.hooks.HookStore.Claim;
import io.herald.testing.Await;
import io.herald.webhooks.WebhookAnswer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HookDispatcherTest {

    private static final Instant NOW = Instant.parse("2026-11-20T15:00:00Z");
    private static final Instant DAY_AGO = NOW.minus(Duration.ofDays(1));
    private static final WebhookAnswer ACCEPTED = new WebhookAnswer(204, null, null);
    private static final WebhookAnswer REFUSED = new WebhookAnswer(500, "status 500", null);

    private final FakeHookQueue queue = new FakeHookQueue();
    private final Map<String, CompletableFuture<WebhookAnswer>> requests = new LinkedHashMap<>();
    private final List<String> sent = new ArrayList<>();
    private long nanos;
    private final HookState state = new HookState("crm", () -> nanos);
    private final HookDispatcher dispatcher = new HookDispatcher(
            2,
            state,
            queue,
            (id, body) -> {
                sent.add(id);
                CompletableFuture<WebhookAnswer> answer = new CompletableFuture<>();
                requests.put(id, answer);
                return answer;
            },
            new DeliveryBackoff(() -> nanos, bound -> 0),
            Clock.fixed(NOW, ZoneOffset.UTC),
            () -> {});

    @BeforeEach
    void own() {
        claim(null);
    }

    private void claim(@Nullable Instant failingSince) {
        state.claimed(
                new Claim("crm", true, false, failingSince),
                nanos + Duration.ofSeconds(15).toNanos());
    }

    private void run() {
        dispatcher.run().await().indefinitely();
    }

    private void answer(HookEvent event, WebhookAnswer answer) {
        requests.remove(event.id()).complete(answer);
    }

    @Test
    void the_events_of_a_subject_are_sent_one_after_the_other() {
        HookEvent first = queue.add("user:a");
        HookEvent second = queue.add("user:a");
        run();
        run();
        assertEquals(List.of(first.id()), sent);
        answer(first, ACCEPTED);
        assertEquals(List.of(first.id(), second.id()), sent);
        answer(second, ACCEPTED);
        assertEquals(List.of(1L, 2L), queue.delivered);
    }

    @Test
    void a_later_event_waits_for_one_that_has_failed_and_other_subjects_do_not() {
        HookEvent first = queue.add("user:a");
        queue.add("user:a");
        HookEvent other = queue.add("user:b");
        run();
        answer(first, REFUSED);
        answer(other, ACCEPTED);
        run();
        assertEquals(List.of(first.id(), other.id()), sent);
        nanos += Duration.ofSeconds(1).toNanos();
        run();
        assertEquals(List.of(first.id(), other.id(), first.id()), sent);
        answer(first, ACCEPTED);
        assertEquals("user:a", queue.waiting.values().iterator().next().subject());
        assertEquals(List.of(3L, 1L), queue.delivered);
    }

    @Test
    void no_more_subjects_are_in_progress_than_permitted() {
        queue.add("user:a");
        queue.add("user:b");
        queue.add("user:c");
        run();
        run();
        assertEquals(2, requests.size());
    }

    /** Otherwise each request that ends would cost a read of a page. */
    @Test
    void the_events_of_a_read_are_sent_before_the_next_read() {
        List<HookEvent> events =
                List.of(queue.add("user:a"), queue.add("user:b"), queue.add("user:c"), queue.add("user:c"));
        run();
        answer(events.get(0), ACCEPTED);
        run();
        assertEquals(
                List.of(events.get(0).id(), events.get(1).id(), events.get(2).id()), sent);
        assertEquals(1, queue.reads);
        answer(events.get(2), ACCEPTED);
        answer(events.get(3), ACCEPTED);
        assertEquals(List.of(1L, 3L, 4L), queue.delivered);
    }

    @Test
    void the_events_of_a_read_are_forgotten_with_the_lease() {
        queue.add("user:a");
        queue.add("user:b");
        HookEvent third = queue.add("user:c");
        run();
        nanos += Duration.ofSeconds(15).toNanos();
        run();
        queue.waiting.remove(third.position());
        claim(null);
        requests.values().forEach(request -> request.complete(ACCEPTED));
        run();
        assertEquals(2, sent.size(), "another instance has sent the third");
    }

    @Test
    void an_instance_without_the_lease_sends_nothing() {
        HookEvent first = queue.add("user:a");
        queue.add("user:a");
        run();
        nanos += Duration.ofSeconds(15).toNanos();
        answer(first, ACCEPTED);
        run();
        assertEquals(List.of(first.id()), sent);
    }

    /** Otherwise the next read would return events that were delivered. */
    @Test
    void a_subject_is_busy_until_its_outcomes_are_recorded() {
        HookEvent first = queue.add("user:a");
        run();
        queue.away = true;
        answer(first, ACCEPTED);
        run();
        assertEquals(List.of(first.id()), sent);
        queue.away = false;
        Await.until("the outcome is recorded", () -> queue.delivered.equals(List.of(1L)));
        run();
        assertEquals(List.of(first.id()), sent);
    }

    @Test
    void a_hook_is_disabled_when_an_event_has_failed_for_a_day_although_it_accepts_others() {
        HookEvent poison = queue.add("user:a");
        HookEvent other = queue.add("user:b");
        queue.failingSince(DAY_AGO);
        run();
        answer(other, ACCEPTED);
        assertFalse(queue.disabled);
        answer(poison, REFUSED);
        assertEquals(List.of(1L), queue.failed);
        assertTrue(queue.disabled);
        assertEquals("degraded: disabled", state.description());
    }

    @Test
    void a_disabled_hook_receives_nothing_until_it_is_enabled() {
        HookEvent poison = queue.add("user:a");
        HookEvent next = queue.add("user:a");
        queue.failingSince(DAY_AGO);
        run();
        answer(poison, REFUSED);
        nanos += Duration.ofSeconds(10).toNanos();
        sent.clear();
        run();
        assertEquals(List.of(), sent);
        claim(null);
        run();
        assertEquals(List.of(next.id()), sent, "the event that has failed holds up none");
    }

    @Test
    void an_event_that_fails_for_less_than_a_day_is_retried() {
        HookEvent event = queue.add("user:a");
        queue.failingSince(DAY_AGO.plusSeconds(1));
        run();
        answer(event, REFUSED);
        assertFalse(queue.disabled);
        assertEquals(List.of(), queue.failed);
        nanos += Duration.ofSeconds(1).toNanos();
        run();
        assertEquals(List.of(event.id(), event.id()), sent);
    }

    @Test
    void a_stopped_dispatcher_is_idle_when_the_last_outcome_is_recorded() {
        HookEvent first = queue.add("user:a");
        queue.add("user:a");
        run();
        CompletableFuture<Void> idle = dispatcher.stop();
        assertFalse(idle.isDone());
        queue.away = true;
        answer(first, ACCEPTED);
        assertFalse(idle.isDone());
        queue.away = false;
        idle.orTimeout(10, TimeUnit.SECONDS).join();
        assertEquals(List.of(first.id()), sent);
        assertEquals(List.of(1L), queue.delivered);
    }

    @Test
    void a_stopped_dispatcher_without_requests_is_idle_at_once() {
        queue.add("user:a");
        assertTrue(dispatcher.stop().isDone());
        run();
        assertEquals(List.of(), sent);
    }

    @Test
    void the_first_failure_and_the_next_success_are_recorded() {
        HookEvent event = queue.add("user:a");
        run();
        answer(event, REFUSED);
        assertTrue(queue.failing);
        nanos += Duration.ofSeconds(1).toNanos();
        run();
        answer(event, ACCEPTED);
        assertFalse(queue.failing);
    }
}
