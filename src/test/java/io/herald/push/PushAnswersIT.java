package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each answer of a push service leads to. */
@Tag("extended")
class PushAnswersIT {

    private static TestPushService service;
    private static TestPushService broken;
    private static HeraldProcess herald;
    private static Database database;

    @BeforeAll
    static void start() {
        service = TestPushService.start();
        broken = TestPushService.start();
        database = Database.create();
        Map<String, String> settings = new TreeMap<>(database.settings());
        settings.putAll(service.settings());
        settings.merge("herald.push.hosts", broken.settings().get("herald.push.hosts"), (one, two) -> one + "," + two);
        herald = HeraldProcess.start(settings);
        herald.awaitSchema();
    }

    @AfterAll
    static void stop() {
        herald.close();
        service.close();
        broken.close();
    }

    private static PushFixture subscribed() {
        return PushFixture.subscribed(herald, service);
    }

    private static boolean isListed(PushFixture user) {
        return user.api().get("/api/v1/push/subscriptions").body().contains("\"origin\"");
    }

    private static String waiting(PushFixture user) {
        return database.query("SELECT count(*) FROM push_job WHERE user_id = '" + user.user() + "'");
    }

    private static int inProgress(PushFixture user) {
        return Integer.parseInt(database.query(
                "SELECT count(*) FROM push_job WHERE user_id = '" + user.user() + "' AND claimed_by IS NOT NULL"));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 410})
    void a_subscription_that_is_gone_is_deleted(int status) {
        PushFixture alice = subscribed();
        service.behave(alice.endpoint(), TestPushService.answer(status));
        String id = alice.publish("Shipped");
        Await.until("it is deleted", () -> !isListed(alice));
        Await.until("it is counted", () -> alice.facts(id).path("pushFailed").asInt() == 1);
        alice.publish("again");
        Await.until("nothing waits", () -> waiting(alice).equals("0"));
        assertEquals(1, alice.received());
    }

    @Test
    void a_message_that_is_too_large_is_repeated_once_without_its_body() {
        PushFixture alice = subscribed();
        service.behave(
                alice.endpoint(),
                request -> TestPushService.answer(
                                request.getHeader("Content-Length").length() > 3 ? 413 : 201)
                        .handle(request));
        String id = alice.publish("Shipped", ",\"body\":\"" + "word ".repeat(500) + "\"");
        assertEquals("Shipped", alice.await(2).path("title").asText());
        assertTrue(alice.await(2).path("body").isMissingNode());
        assertTrue(alice.await(2).path("data").path("truncated").asBoolean());
        Await.until("it is counted", () -> alice.facts(id).path("pushed").asInt() == 1);
    }

    @Test
    void a_message_that_is_still_too_large_is_not_repeated_again() {
        PushFixture alice = subscribed();
        service.behave(alice.endpoint(), TestPushService.answer(413));
        String id = alice.publish("Shipped");
        Await.until("it has failed", () -> alice.facts(id).path("pushFailed").asInt() == 1);
        assertEquals(2, alice.received());
        assertTrue(isListed(alice));
    }

    @Test
    void an_overloaded_service_gets_the_push_when_it_wants_it() {
        PushFixture alice = subscribed();
        AtomicInteger requests = new AtomicInteger();
        service.behave(
                alice.endpoint(),
                request -> (requests.incrementAndGet() == 1
                                ? TestPushService.answer(429, "Retry-After", "3")
                                : TestPushService.answer(201))
                        .handle(request));
        String id = alice.publish("Shipped");
        List<Push> pushes = service.await(alice.endpoint(), 2);
        long waited = pushes.get(1).atNanos() - pushes.get(0).atNanos();
        assertTrue(waited >= TimeUnit.SECONDS.toNanos(3), waited + " ns");
        Await.until("it is counted", () -> alice.facts(id).path("pushed").asInt() == 1);
        assertEquals(0, alice.facts(id).path("pushFailed").asInt());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void a_service_that_fails_gets_the_push_again(int status) {
        PushFixture alice = subscribed();
        AtomicInteger requests = new AtomicInteger();
        service.behave(
                alice.endpoint(),
                request -> TestPushService.answer(requests.incrementAndGet() <= 2 ? status : 201)
                        .handle(request));
        String id = alice.publish("Shipped");
        service.await(alice.endpoint(), 3);
        Await.until("it is counted", () -> alice.facts(id).path("pushed").asInt() == 1);
        assertEquals(3, alice.received());
    }

    @Test
    void a_connection_that_is_reset_gets_the_push_again() {
        PushFixture alice = subscribed();
        AtomicInteger requests = new AtomicInteger();
        service.behave(
                alice.endpoint(),
                request -> (requests.incrementAndGet() == 1 ? TestPushService.reset() : TestPushService.answer(201))
                        .handle(request));
        alice.publish("Shipped");
        assertEquals("Shipped", alice.await(2).path("title").asText());
    }

    @Test
    void a_push_is_not_repeated_beyond_the_ttl() {
        PushFixture alice = subscribed();
        service.behave(alice.endpoint(), TestPushService.answer(503));
        String id = alice.publish("Shipped", ",\"ttl\":\"PT4S\"");
        Await.until(
                "it has failed",
                () -> alice.facts(id).path("pushFailed").asInt() == 1
                        || waiting(alice).equals("0"));
        assertTrue(alice.received() <= 3, alice.received() + " attempts");
        assertTrue(isListed(alice));
    }

    @Test
    void a_subscription_that_never_succeeded_is_deleted_after_ten_refusals() {
        PushFixture alice = subscribed();
        service.behave(alice.endpoint(), TestPushService.answer(400));
        for (int i = 1; i <= 9; i++) {
            alice.publish("refused " + i);
            service.await(alice.endpoint(), i);
        }
        Await.until(
                "nine are counted",
                () -> database.query("SELECT failures FROM push_subscription WHERE user_id = '" + alice.user() + "'")
                        .equals("9"));
        assertTrue(isListed(alice));
        alice.publish("refused 10");
        Await.until("it is deleted", () -> !isListed(alice));
        assertEquals(10, alice.received());
    }

    @Test
    void a_subscription_that_has_succeeded_stays() {
        PushFixture alice = subscribed();
        alice.publish("Shipped");
        alice.await(1);
        Await.until(
                "it is counted",
                () -> alice.api().get("/api/v1/push/subscriptions").body().contains("lastPushedAt"));
        service.behave(alice.endpoint(), TestPushService.answer(400));
        for (int i = 1; i <= 11; i++) {
            alice.publish("refused " + i);
            service.await(alice.endpoint(), i + 1);
        }
        Await.until(
                "all are counted",
                () -> database.query("SELECT failures FROM push_subscription WHERE user_id = '" + alice.user() + "'")
                        .equals("11"));
        assertTrue(isListed(alice));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void a_rejected_key_is_reported_and_deletes_nothing(int status) {
        PushFixture alice = subscribed();
        service.behave(alice.endpoint(), TestPushService.answer(status));
        String series = "herald_push_attempts_total{outcome=\"rejected\",service=\"other\"}";
        double before = alice.publisher().metric(series);
        for (int i = 1; i <= 12; i++) {
            alice.publish("rejected " + i);
        }
        Await.until("all are counted", () -> alice.publisher().metric(series) == before + 12);
        assertEquals(12, alice.received());
        assertTrue(isListed(alice));
        assertTrue(herald.log().stream().anyMatch(line -> line.contains("push.rejected")));
        assertFalse(String.join("\n", herald.log()).contains(alice.endpoint()));
    }

    @Test
    void a_redirect_to_an_internal_address_is_not_followed() {
        PushFixture alice = subscribed();
        service.behave(
                alice.endpoint(), TestPushService.answer(307, "Location", service.endpoint("internal-metadata")));
        String id = alice.publish("Shipped");
        Await.until("it has failed", () -> alice.facts(id).path("pushFailed").asInt() == 1);
        assertEquals(0, service.received("internal-metadata").size());
    }

    @Test
    void a_service_that_is_down_delays_no_other() {
        broken.behave(TestPushService.hang());
        PushFixture bob = PushFixture.subscribed(herald, broken);
        // In one call: after five failures the service is paused, and a slow publisher would not reach the limit
        // before.
        bob.publishBatch(100, "lost");
        Await.until("a quarter is in progress", () -> broken.count() >= 64);
        for (int i = 1; i <= 10; i++) {
            PushFixture alice = subscribed();
            long published = System.nanoTime();
            alice.publish("Shipped");
            alice.await(1);
            long waited = System.nanoTime() - published;
            assertTrue(waited < TimeUnit.SECONDS.toNanos(5), waited + " ns");
            assertTrue(inProgress(bob) <= 64, "no more than a quarter of the permits");
        }
        broken.behave(TestPushService.answer(201));
        database.run("DELETE FROM push_subscription WHERE user_id = '" + bob.user() + "'");
    }
}
