package io.herald.redis.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.log.Append.Once;
import io.herald.redis.RealRedis;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.Partitioning;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A task is scheduled once, on a real Redis. The claim is in the partition of the task or in another one. In that
 * case the task has a separate record.
 */
class ScheduleOnceTest {

    private static final int PARTITIONS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Instant FUTURE = Instant.parse("2126-11-20T15:00:00Z");
    private static final String ID = "notification:01930000-0000-7000-8000-000000000000";
    private static final byte[] CONTENT = "first".getBytes(UTF_8);
    private static final RedisKeys KEYS = new RedisKeys("t", PARTITIONS);
    private static final Partitioning PARTITIONING = new Partitioning(PARTITIONS);
    private static final int PARTITION = PARTITIONING.partitionOf(ID);

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final RedisSchedule schedule = new RedisSchedule(REDIS.links(), KEYS, PARTITIONING, List.of());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void one_of_several_concurrent_calls_adds_the_task(boolean samePartition) {
        Once once = claimed(samePartition);
        List<Boolean> added = Uni.join()
                .all(IntStream.range(0, 20)
                        .mapToObj(i -> schedule.scheduleOnce(ID, FUTURE, CONTENT, once))
                        .toList())
                .andFailFast()
                .await()
                .atMost(TIMEOUT);
        assertEquals(1, added.stream().filter(Boolean::booleanValue).count());
        assertEquals(1L, REDIS.execute("ZCARD", KEYS.scheduleDue(PARTITION)));
        assertEquals(samePartition, record(once).endsWith("+"), "the claim has the mark");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_repeat_after_the_cancellation_adds_nothing(boolean samePartition) {
        Once once = claimed(samePartition);
        assertTrue(put(once));
        assertTrue(await(schedule.cancel(ID)));
        assertEquals(false, put(once));
        assertEquals(null, await(schedule.find(ID)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_repeat_after_the_completion_adds_nothing(boolean samePartition) {
        Once once = claimed(samePartition);
        assertTrue(put(once, Instant.EPOCH));
        List<?> claimedTasks = (List<?>) script("due", "10", "30000");
        assertEquals(List.of(ID, "first"), claimedTasks);
        assertEquals(false, put(once, Instant.EPOCH), "the task is running");
        script("done", ID);
        assertEquals(false, put(once, Instant.EPOCH));
        assertEquals(List.of(), script("due", "10", "30000"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_task_added_by_an_earlier_version_without_a_mark_is_not_added_again(boolean samePartition) {
        Once once = claimed(samePartition);
        await(schedule.schedule(ID, FUTURE, CONTENT));
        assertEquals(false, await(schedule.scheduleOnce(ID, Instant.EPOCH, "second".getBytes(UTF_8), once)));
        assertArrayEquals(CONTENT, await(schedule.find(ID)));
        assertEquals(Long.toString(FUTURE.toEpochMilli()), REDIS.execute("ZSCORE", KEYS.scheduleDue(PARTITION), ID));
        assertTrue(await(schedule.cancel(ID)));
        assertEquals(false, put(once), "the record has the mark");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_mark_expires_with_its_record(boolean samePartition) {
        Once once = claimed(samePartition);
        put(once);
        String record = samePartition
                ? KEYS.idempotencyRecord(PARTITION, once.claim())
                : KEYS.appendRecord(PARTITION, once.key());
        long ttl = (Long) REDIS.execute("PTTL", record);
        long maximum = samePartition ? 7_200_000 : once.remembered().toMillis();
        assertTrue(ttl > maximum - 60_000 && ttl <= maximum, "ttl: " + ttl);
        REDIS.execute("DEL", record);
        await(schedule.cancel(ID));
        assertTrue(put(once), "an expired key counts as new");
    }

    private boolean put(Once once) {
        return put(once, FUTURE);
    }

    private boolean put(Once once, Instant when) {
        return await(schedule.scheduleOnce(ID, when, CONTENT, once));
    }

    private static <T> T await(Uni<T> answer) {
        return answer.await().atMost(TIMEOUT);
    }

    /** Returns the arguments of a call that has claimed its key. */
    private static Once claimed(boolean samePartition) {
        String claim = Stream.iterate(0, i -> i + 1)
                .map("q8y2Jd0c5m1Zr4vXk7w-Ae3bTn6uHs9oLpGfWiQ%04d"::formatted)
                .filter(hash -> (PARTITIONING.partitionOf(hash) == PARTITION) == samePartition)
                .findFirst()
                .orElseThrow();
        REDIS.execute(
                "SET",
                KEYS.idempotencyRecord(PARTITIONING.partitionOf(claim), claim),
                "Fingerprintvalue",
                "PX",
                "7200000");
        return new Once("01930000-0000-7000-8000-000000000000", "Fingerprint", Duration.ofHours(25), claim);
    }

    private static String record(Once once) {
        return (String)
                REDIS.execute("GET", KEYS.idempotencyRecord(PARTITIONING.partitionOf(once.claim()), once.claim()));
    }

    private static Object script(String name, String... args) {
        List<String> command = new ArrayList<>(List.of(
                "EVAL",
                RedisScript.load(name).source(),
                "3",
                KEYS.scheduleDue(PARTITION),
                KEYS.scheduleContents(PARTITION),
                KEYS.scheduleRunning(PARTITION)));
        command.addAll(List.of(args));
        return REDIS.execute(command.toArray(String[]::new));
    }
}
