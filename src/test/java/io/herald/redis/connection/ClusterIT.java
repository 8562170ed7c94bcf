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
import io.herald.testing.Streams;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sixteen partitions on a real Redis Cluster, two instances, and what users notice of its changes. */
class ClusterIT {

    private static final Logger LOG = Logger.getLogger(ClusterIT.class);
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(10);
    private static final List<String> USERS =
            IntStream.range(0, 24).mapToObj(i -> "user-" + i).toList();

    private static RedisCluster cluster;
    private static List<HeraldProcess> heralds;
    private static List<Api> instances;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.started();
        heralds = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> HeraldProcess.start(cluster.settings())))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        String token = Tokens.publisher("billing");
        instances =
                heralds.stream().map(herald -> new Api(herald.baseUri(), token)).toList();
        Await.until("both serve streams", () -> instances.stream().allMatch(ClusterIT::serves));
    }

    @AfterAll
    static void stop() {
        heralds.forEach(HeraldProcess::close);
        cluster.close();
    }

    @Test
    void a_slot_is_moved_and_a_master_fails_over_while_events_flow() {
        try (Streams streams = Streams.open(instances, USERS);
                NotificationTraffic notificationTraffic = NotificationTraffic.start(instances, USERS)) {
            Set<Integer> partitions = USERS.stream().map(streams::partition).collect(Collectors.toSet());
            assertTrue(partitions.size() > 8, "spread: " + partitions);
            notificationTraffic.awaitMore(200);

            moveASlot(streams, notificationTraffic);
            failOver(streams, notificationTraffic);

            notificationTraffic.awaitMore(100);
            notificationTraffic.close();
            streams.assertLossesReported(notificationTraffic);
        }
    }

    private static void moveASlot(Streams streams, NotificationTraffic notificationTraffic) {
        String user = usersOn(cluster.master(1), streams).get(0);
        int before = notificationTraffic.calls().size();
        cluster.move(slotOf(user, streams), cluster.master(2));
        Await.until(
                "the slot has moved", () -> usersOn(cluster.master(2), streams).contains(user));
        notificationTraffic.awaitMore(2 * USERS.size());
        notificationTraffic.awaitRoundWithoutRejection();

        Set<Integer> refused = partitions(streams, refused(notificationTraffic, before));
        assertTrue(Set.of(streams.partition(user)).containsAll(refused), "refused in " + refused);
        int last = last(notificationTraffic, user);
        Await.until(
                "the reader follows",
                A_FEW_SECONDS,
                () -> NotificationTraffic.numbers(streams.of(user)).contains(last));
    }

    private static void failOver(Streams streams, NotificationTraffic notificationTraffic) {
        List<String> affected = usersOn(cluster.master(0), streams);
        List<String> others =
                USERS.stream().filter(user -> !affected.contains(user)).toList();
        int before = notificationTraffic.calls().size();
        cluster.master(0).kill();
        Instant killed = Instant.now();

        Await.until("it is refused", () -> !refused(notificationTraffic, before).isEmpty());
        assertEquals("ready", firstOf(others.get(0)), "nothing is wrong with the others' partitions");
        heralds.forEach(herald -> assertEquals(
                200, new Api(herald.baseUri(), "").get("/q/health/ready").statusCode(), "degraded is ready"));
        notificationTraffic.awaitRoundWithoutRejection();
        Duration published = Duration.between(killed, Instant.now());
        affected.forEach(user -> {
            int last = last(notificationTraffic, user);
            Await.until(
                    "the reader is back",
                    A_FEW_SECONDS,
                    () -> NotificationTraffic.numbers(streams.of(user)).contains(last));
        });
        LOG.infof(
                "after a master was killed: publishing again in %d ms, streams in %d ms",
                published.toMillis(), Duration.between(killed, Instant.now()).toMillis());

        Set<String> refused =
                refused(notificationTraffic, before).stream().map(Call::user).collect(Collectors.toSet());
        assertTrue(affected.containsAll(refused), "refused " + refused + " but only of " + affected);
    }

    private static List<String> usersOn(RedisServerProcess node, Streams streams) {
        return USERS.stream()
                .filter(user -> cluster.ownerOf(slotOf(user, streams)) == node)
                .toList();
    }

    private static int slotOf(String user, Streams streams) {
        return cluster.slot("{" + streams.partition(user) + "}");
    }

    private static List<Call> refused(NotificationTraffic notificationTraffic, int since) {
        List<Call> calls = notificationTraffic.calls();
        List<Call> refused = calls.subList(since, calls.size()).stream()
                .filter(call -> !call.isAcknowledged())
                .toList();
        refused.forEach(call -> assertEquals(503, call.status()));
        return refused;
    }

    private static Set<Integer> partitions(Streams streams, List<Call> calls) {
        return calls.stream().map(call -> streams.partition(call.user())).collect(Collectors.toSet());
    }

    private static int last(NotificationTraffic notificationTraffic, String user) {
        List<Call> acknowledged = notificationTraffic.acknowledged(user);
        return acknowledged.get(acknowledged.size() - 1).number();
    }

    private static boolean serves(Api instance) {
        return firstEvent(instance, "nobody").equals("ready");
    }

    private static String firstOf(String user) {
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
