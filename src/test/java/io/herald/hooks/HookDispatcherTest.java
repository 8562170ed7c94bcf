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
        assertEquals(0, dispatcher.inProgress());
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
        Await.until("the outcome is recorded", () -> dispatcher.inProgress() == 0);
        run();
        assertEquals(List.of(first.id()), sent);
    }

    @Test
    void an_event_that_has_failed_for_a_day_does_not_hold_up_its_subject_any_longer() {
        HookEvent poison = queue.add("user:a");
        HookEvent next = queue.add("user:a");
        queue.failingSince(DAY_AGO);
        run();
        answer(poison, REFUSED);
        assertEquals(List.of(1L), queue.failed);
        assertFalse(queue.disabled, "the hook has accepted others since");
        nanos += Duration.ofSeconds(1).toNanos();
        run();
        answer(next, ACCEPTED);
        assertEquals(List.of(2L), queue.delivered);
    }

    @Test
    void a_hook_that_has_accepted_nothing_for_a_day_is_disabled() {
        claim(DAY_AGO);
        HookEvent event = queue.add("user:a");
        queue.add("user:b");
        queue.failingSince(DAY_AGO);
        run();
        answer(event, REFUSED);
        assertTrue(queue.disabled);
        assertEquals("degraded: disabled", state.description());
        nanos += Duration.ofSeconds(10).toNanos();
        sent.clear();
        run();
        assertEquals(List.of(), sent);
    }

    @Test
    void a_hook_that_fails_for_less_than_a_day_is_not_disabled() {
        claim(DAY_AGO.plusSeconds(1));
        HookEvent event = queue.add("user:a");
        queue.failingSince(DAY_AGO.plusSeconds(1));
        run();
        answer(event, REFUSED);
        assertFalse(queue.disabled);
        assertEquals(List.of(), queue.failed);
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
