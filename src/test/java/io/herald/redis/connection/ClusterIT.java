package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.NotificationTraffic.Call;
import io.herald.testing.RedisCluster;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import io.herald.testing.UserStreams;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two instances on a Redis Cluster with sixteen partitions, during a resharding and a failover. One of them follows addressed tails.
 */
@Tag("extended")
class ClusterIT {

    private static final Logger LOG = Logger.getLogger(ClusterIT.class);
    private static final Duration RECOVERY = Duration.ofSeconds(10);
    private static final List<String> USERS =
            IntStream.range(0, 24).mapToObj(i -> "user-" + i).toList();

    private static RedisCluster cluster;
    private static List<HeraldProcess> processes;
    private static List<Api> instances;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.started();
        processes = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> HeraldProcess.start(settings(i))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        String token = Tokens.publisher("billing");
        instances = processes.stream()
                .map(herald -> new Api(herald.baseUri(), token))
                .toList();
        Await.until("both serve streams", () -> instances.stream().allMatch(ClusterIT::serves));
    }

    private static Map<String, String> settings(int instance) {
        Map<String, String> settings = new TreeMap<>(cluster.settings());
        settings.put("herald.log.tails", instance == 0 ? "shared" : "addressed");
        return settings;
    }

    @AfterAll
    static void stop() {
        processes.forEach(HeraldProcess::close);
        cluster.close();
    }

    @Test
    void events_are_delivered_while_a_slot_is_moved_and_a_master_fails_over() {
        try (UserStreams streams = UserStreams.open(instances, USERS);
                NotificationTraffic traffic = NotificationTraffic.start(instances, USERS)) {
            Set<Integer> partitions = USERS.stream().map(streams::partition).collect(Collectors.toSet());
            assertTrue(partitions.size() > 8, "partitions: " + partitions);
            traffic.awaitMore(200);

            moveSlot(streams, traffic);
            failOver(streams, traffic);

            traffic.awaitMore(100);
            traffic.close();
            streams.assertLossesReported(traffic);
        }
    }

    /**
     * The append script writes last to the tail of an instance, which is not among its keys. All of its keys exist but the prefix of
     * the histories, because of which the server rejects the call before it runs.
     */
    @Test
    void a_call_that_a_moving_slot_rejects_changes_nothing() {
        Api addressed = instances.get(1);
        try (SseClient stream =
                SseClient.open(addressed.stream(""), Tokens.of("mover").sign())) {
            String prefix = "{" + stream.await("ready").id().split("\\.", 2)[0] + "}";
            int slot = cluster.slot(prefix);
            RedisServerProcess from = cluster.ownerOf(slot);
            RedisServerProcess to = cluster.master(from == cluster.master(1) ? 2 : 1);
            Api mover = new Api(addressed.base(), Tokens.of("mover").sign());
            String muted = "{\"categories\":{\"ads\":\"mute\"}}";
            assertEquals(200, mover.put("/api/v1/inbox/preferences", muted).statusCode());
            assertEquals(202, addressed.notify("mover", "1").statusCode());

            cluster.beginMove(slot, to);
            List<String> tails = cluster.keys(slot, 100_000).stream()
                    .map(Object::toString)
                    .filter(key -> key.contains(":tail:") && !key.endsWith(":shared"))
                    .toList();
            assertEquals(1, tails.size(), tails::toString);
            String tail = tails.get(0).substring(0, tails.get(0).lastIndexOf(':'));
            cluster.moveKey(tails.get(0), to);
            Object before = from.execute("XLEN", tail);
            String ephemeral = "{\"event\":\"moved\",\"data\":1,\"ephemeral\":true}";
            String events = "/api/v1/channels/user:mover/events";
            assertEquals(503, addressed.post(events, ephemeral).statusCode());
            assertEquals(before, from.execute("XLEN", tail));

            cluster.move(slot, to);
            Await.until(
                    "the slot has moved", () -> addressed.notify("mover", "3").statusCode() == 202);
            stream.await(event -> event.data().contains("\"title\":\"3\""));
            assertEquals(2, stream.events("notification").size());
        }
    }

    private static void moveSlot(UserStreams streams, NotificationTraffic traffic) {
        String user = usersOn(cluster.master(1), streams).get(0);
        int before = traffic.calls().size();
        cluster.move(slotOf(user, streams), cluster.master(2));
        Await.until(
                "the slot has moved", () -> usersOn(cluster.master(2), streams).contains(user));
        traffic.awaitMore(2 * USERS.size());
        traffic.awaitRoundWithoutRejection();

        Set<Integer> rejected = partitions(streams, rejected(traffic, before));
        assertTrue(Set.of(streams.partition(user)).containsAll(rejected), "rejected in " + rejected);
        int last = last(traffic, user);
        Await.until(
                "the tail reader follows the slot",
                RECOVERY,
                () -> NotificationTraffic.numbers(streams.of(user)).contains(last));
    }

    private static void failOver(UserStreams streams, NotificationTraffic traffic) {
        List<String> affected = usersOn(cluster.master(0), streams);
        List<String> others =
                USERS.stream().filter(user -> !affected.contains(user)).toList();
        int before = traffic.calls().size();
        cluster.master(0).kill();
        Instant killed = Instant.now();

        Await.until("a call is rejected", () -> !rejected(traffic, before).isEmpty());
        assertEquals("ready", firstEvent(others.get(0)), "the partitions of other masters are not affected");
        processes.forEach(herald -> assertEquals(
                200,
                new Api(herald.baseUri(), "").get("/q/health/ready").statusCode(),
                "a degraded instance is ready"));
        traffic.awaitRoundWithoutRejection();
        Duration published = Duration.between(killed, Instant.now());
        affected.forEach(user -> {
            int last = last(traffic, user);
            Await.until(
                    "the tail reader reconnects",
                    RECOVERY,
                    () -> NotificationTraffic.numbers(streams.of(user)).contains(last));
        });
        LOG.infof(
                "after a master was killed: publishing again in %d ms, streams in %d ms",
                published.toMillis(), Duration.between(killed, Instant.now()).toMillis());

        Set<String> rejected =
                rejected(traffic, before).stream().map(Call::user).collect(Collectors.toSet());
        assertTrue(affected.containsAll(rejected), "rejected " + rejected + ", affected " + affected);
    }

    private static List<String> usersOn(RedisServerProcess node, UserStreams streams) {
        return USERS.stream()
                .filter(user -> cluster.ownerOf(slotOf(user, streams)) == node)
                .toList();
    }

    private static int slotOf(String user, UserStreams streams) {
        return cluster.slot("{" + streams.partition(user) + "}");
    }

    private static List<Call> rejected(NotificationTraffic traffic, int since) {
        List<Call> calls = traffic.calls();
        List<Call> rejected = calls.subList(since, calls.size()).stream()
                .filter(call -> !call.isAcknowledged())
                .toList();
        rejected.forEach(call -> assertEquals(503, call.status()));
        return rejected;
    }

    private static Set<Integer> partitions(UserStreams streams, List<Call> calls) {
        return calls.stream().map(call -> streams.partition(call.user())).collect(Collectors.toSet());
    }

    private static int last(NotificationTraffic traffic, String user) {
        List<Call> acknowledged = traffic.acknowledged(user);
        return acknowledged.get(acknowledged.size() - 1).number();
    }

    private static boolean serves(Api instance) {
        return firstEvent(instance, "nobody").equals("ready");
    }

    private static String firstEvent(String user) {
        return firstEvent(instances.get(0), user);
    }

    private static String firstEvent(Api instance, String user) {
        try (SseClient stream =
                SseClient.open(instance.stream(""), Tokens.of(user).sign())) {
            return stream.await(event -> event.is("ready") || event.is("unavailable"))
                    .event();
        }
    }
}
