package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.PushReceiver;
import io.herald.testing.PushSubscriptions;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What is pushed while processes die: everything, and nothing twice but for what was in progress. {@code -Dpush.subscriptions}
 * sets how many pushes a test is about.
 */
@Tag("extended")
class PushFaultsIT {

    private static final int SUBSCRIPTIONS = Integer.getInteger("push.subscriptions", 1_000);
    private static final int CONCURRENCY = 64;

    /** The pushes that one instance has in progress to one push service. */
    private static final int IN_PROGRESS = CONCURRENCY / 4;

    /** The most users of a notification. */
    private static final int USERS = 10_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3).plusMillis(20L * SUBSCRIPTIONS);

    private static final PushSubscriptions SUBSCRIBED = new PushSubscriptions(new PushReceiver(), "u", SUBSCRIPTIONS);

    private static PostgresServerProcess postgres;
    private static RedisServerProcess redis;
    private static TestPushService service;
    private static HeraldProcess two;

    private HeraldProcess one;

    @BeforeAll
    static void startServers() {
        postgres = PostgresServerProcess.started();
        redis = RedisServerProcess.started();
        service = TestPushService.start();
        two = another();
    }

    @AfterAll
    static void stopServers() {
        two.close();
        service.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void start() {
        one = another();
        String key = PushFixture.json(new Api(one.baseUri(), Tokens.of("user").sign())
                        .get("/api/v1/push/key")
                        .body())
                .path("key")
                .asText();
        service.forget();
        database().run("TRUNCATE push_subscription, push_job, push_broadcast");
        SUBSCRIBED.write(postgres.settings(), service, key);
    }

    @AfterEach
    void stop() {
        assertFalse(log().contains("Uncaught exception"), this::log);
        one.close();
    }

    private static HeraldProcess another() {
        Map<String, String> settings = new TreeMap<>(postgres.settings());
        settings.putAll(redis.settings());
        settings.putAll(service.settings());
        settings.put("quarkus.log.category.\"io.herald.push\".level", "DEBUG");
        settings.put("herald.push.concurrency", Integer.toString(CONCURRENCY));
        HeraldProcess process = HeraldProcess.start(settings);
        process.awaitSchema();
        return process;
    }

    private static Database database() {
        return new Database(postgres.settings());
    }

    private static void publish(HeraldProcess herald, String target) {
        PushFixture publisher = new PushFixture(herald, null, "", "", null);
        publisher.publishTo(target, "Shipped", "");
    }

    private static void publishToUsers(HeraldProcess herald) {
        for (int from = 0; from < SUBSCRIPTIONS; from += USERS) {
            String users = IntStream.range(from, Math.min(from + USERS, SUBSCRIPTIONS))
                    .mapToObj(i -> '"' + SUBSCRIBED.user(i) + '"')
                    .collect(Collectors.joining(","));
            publish(herald, "{\"users\":[" + users + "]}");
        }
    }

    private static Set<String> pushed() {
        return service.received().stream().map(Push::endpoint).collect(Collectors.toSet());
    }

    private static void awaitAll() {
        Await.until("every subscription has its push", PATIENCE, () -> pushed().size() == SUBSCRIPTIONS);
        Await.until(
                "no push waits",
                PATIENCE,
                () -> database().query("SELECT count(*) FROM push_job").equals("0"));
        assertEquals(
                IntStream.range(0, SUBSCRIPTIONS).mapToObj(SUBSCRIBED::endpoint).collect(Collectors.toSet()), pushed());
    }

    /** Names the pushes that came twice, with the milliseconds between. */
    private void assertRepeated(int most) {
        Map<String, List<Push>> byEndpoint = service.received().stream().collect(Collectors.groupingBy(Push::endpoint));
        List<String> repeated = byEndpoint.values().stream()
                .filter(pushes -> pushes.size() > 1)
                .map(pushes -> pushes.get(0).endpoint() + " after "
                        + pushes.stream()
                                .skip(1)
                                .map(push -> push.atNanos() - pushes.get(0).atNanos())
                                .map(TimeUnit.NANOSECONDS::toMillis)
                                .toList())
                .toList();
        int count = service.count() - byEndpoint.size();
        assertTrue(count <= most, () -> count + " repeated: " + repeated + log());
    }

    private String log() {
        return Stream.of(one, two)
                .flatMap(herald -> herald.log().stream())
                .filter(line -> line.contains("io.herald.push"))
                .collect(Collectors.joining("\n", "\n", ""));
    }

    private static void awaitPushes(int pushes) {
        Await.until(pushes + " pushes", PATIENCE, () -> service.count() >= pushes);
    }

    private static double pushedBy(HeraldProcess herald) {
        return new Api(herald.baseUri(), Tokens.publisher("billing"))
                .metric("herald_push_attempts_total{outcome=\"pushed\",service=\"other\"}");
    }

    @Test
    void an_instance_that_is_killed_repeats_at_most_what_it_had_in_progress() {
        service.behave(service.late(20, 201));
        publishToUsers(two);
        double already = pushedBy(two);
        Await.until(
                "both instances send",
                PATIENCE,
                () -> pushedBy(one) > SUBSCRIPTIONS / 10.0 && pushedBy(two) > already + IN_PROGRESS);
        one.kill();
        assertTrue(service.count() < SUBSCRIPTIONS, "the test must interrupt the pushes");
        awaitAll();
        assertRepeated(IN_PROGRESS);
    }

    @Test
    void both_instances_send_and_none_repeats_a_push_of_the_other() {
        service.behave(service.late(20, 201));
        double already = pushedBy(two);
        publishToUsers(one);
        awaitAll();
        assertRepeated(0);
        assertTrue(pushedBy(one) > 0 && pushedBy(two) > already);
    }

    @Test
    void an_instance_that_stops_repeats_nothing() {
        service.behave(service.late(20, 201));
        publish(one, "{\"everyone\":true}");
        awaitPushes(SUBSCRIPTIONS / 4);
        one.terminate();
        awaitAll();
        assertRepeated(0);
    }

    /** A push service has answered pushes whose outcomes are not stored yet: they are stored afterwards. */
    @Test
    void without_postgresql_pushes_stop_and_afterwards_nothing_is_repeated() {
        service.behave(service.late(300, 201));
        publish(one, "{\"everyone\":true}");
        awaitPushes(SUBSCRIPTIONS / 10);
        postgres.kill();
        Await.until("pushes stop", PATIENCE, new StandsStill(service));
        assertTrue(service.count() < SUBSCRIPTIONS, "the test must interrupt the pushes");
        postgres.start();
        awaitAll();
        assertRepeated(0);
    }

    @Test
    void without_redis_pushes_that_are_due_are_sent() {
        String id = UUID.randomUUID().toString();
        redis.hang();
        try {
            database()
                    .run("INSERT INTO notification (id, at, sender, content) VALUES ('" + id
                            + "', now(), 'billing', '{\"id\":\"" + id
                            + "\",\"type\":\"info\",\"title\":\"Shipped\"}')");
            database()
                    .run("INSERT INTO inbox_item (user_id, notification_id, at) SELECT id, '" + id
                            + "', now() FROM known_user WHERE id LIKE 'u-%'");
            awaitAll();
            assertRepeated(0);
        } finally {
            redis.resume();
        }
    }

    /** Whether the number of pushes is the same as in many looks before. */
    private static final class StandsStill implements Callable<Boolean> {

        private static final int LOOKS = 60;

        private final TestPushService service;
        private int last = -1;
        private int looks;

        StandsStill(TestPushService service) {
            this.service = service;
        }

        @Override
        public Boolean call() {
            looks = service.count() == last ? looks + 1 : 0;
            last = service.count();
            return looks >= LOOKS;
        }
    }
}
