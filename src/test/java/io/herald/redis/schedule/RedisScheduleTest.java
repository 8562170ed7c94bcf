package io.herald.redis.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.log.Schedule;
import io.herald.loop.EventLoops;
import io.herald.loop.PeriodicTask;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.testing.Await;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each task runs on one instance, at its time, and is not lost with an instance that dies. */
class RedisScheduleTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final Instant FUTURE = Instant.parse("2126-11-20T15:00:00Z");
    private static final Instant PAST = Instant.EPOCH;
    private static final String STARTED = TestLog.KEYS.scheduleRunning(0);

    private final List<PeriodicTask> polls = new ArrayList<>();
    private final SchedulingInstance one = new SchedulingInstance();
    private final SchedulingInstance other = new SchedulingInstance();

    /** An instance of the service. Records the tasks that the schedule gives to it, as {@code id=content}. */
    private final class SchedulingInstance implements Schedule.Task {

        private final RedisSchedule schedule =
                new RedisSchedule(REDIS.links(), TestLog.KEYS, TestLog.PARTITIONING, List.of(this));
        private final List<String> ran = new CopyOnWriteArrayList<>();
        private volatile Function<String, Uni<Void>> work =
                id -> Uni.createFrom().voidItem();

        void start() {
            polls.addAll(schedule.start(() -> EventLoops.next(REDIS.vertx())));
        }

        @Override
        public String prefix() {
            return "task:";
        }

        @Override
        public Uni<Void> due(String id, byte[] content) {
            ran.add(id + "=" + new String(content, UTF_8));
            return work.apply(id);
        }

        void add(String id, Instant when, String content) {
            await(schedule.schedule(id, when, content.getBytes(UTF_8)));
        }

        void awaitRuns(String... runs) {
            Await.until(runs.length + " runs in " + ran, () -> ran.size() >= runs.length);
            assertEquals(List.of(runs), ran);
        }
    }

    @AfterEach
    void stop() {
        polls.forEach(PeriodicTask::stop);
    }

    private static <T> T await(Uni<T> result) {
        return result.await().atMost(Duration.ofSeconds(10));
    }

    private boolean isStored(String id) {
        return await(one.schedule.find(id)) != null;
    }

    /** Lets the time pass within which an instance has to complete what it has started. */
    private static void passDeadline(String id) {
        assertEquals(0L, REDIS.execute("ZADD", STARTED, "XX", "0", id), "the task was started");
        assertNotNull(REDIS.execute("ZSCORE", STARTED, id));
    }

    @Test
    void a_task_runs_when_it_is_due_and_once() {
        one.start();
        one.add("task:later", FUTURE, "a");
        one.add("task:first", PAST, "b");
        one.awaitRuns("task:first=b");
        Await.until("the task is removed", () -> !isStored("task:first"));
        one.add("task:second", PAST, "c");
        one.awaitRuns("task:first=b", "task:second=c");
        assertTrue(isStored("task:later"));
    }

    @Test
    void each_task_runs_on_one_instance() {
        int tasks = 250;
        for (int i = 0; i < tasks; i++) {
            one.add("task:" + i, PAST, "");
        }
        one.start();
        other.start();
        Await.until(
                "all tasks are removed",
                () -> REDIS.execute("HLEN", TestLog.KEYS.scheduleContents(0)).equals(0L));
        List<String> ran = new ArrayList<>(one.ran);
        ran.addAll(other.ran);
        assertEquals(tasks, ran.size());
        assertEquals(tasks, new HashSet<>(ran).size());
    }

    @Test
    void a_task_whose_instance_died_runs_on_another_one_after_its_deadline() {
        one.work = id -> Uni.createFrom().nothing();
        one.start();
        one.add("task:a", PAST, "content");
        one.awaitRuns("task:a=content");
        stop();
        other.start();
        other.add("task:b", PAST, "");
        other.awaitRuns("task:b=");
        passDeadline("task:a");
        other.awaitRuns("task:b=", "task:a=content");
        Await.until("the task is removed", () -> !isStored("task:a"));
    }

    @Test
    void a_failed_task_is_repeated_after_its_deadline() {
        one.work = id -> Uni.createFrom().failure(new IllegalStateException("expected by the test"));
        one.start();
        one.add("task:a", PAST, "");
        one.awaitRuns("task:a=");
        one.work = id -> Uni.createFrom().voidItem();
        one.add("task:b", PAST, "");
        one.awaitRuns("task:a=", "task:b=");
        assertTrue(isStored("task:a"));
        passDeadline("task:a");
        one.awaitRuns("task:a=", "task:b=", "task:a=");
        Await.until("the task is removed", () -> !isStored("task:a"));
    }

    @Test
    void a_cancelled_task_does_not_run() {
        one.add("task:a", PAST, "");
        assertTrue(await(one.schedule.cancel("task:a")));
        assertNull(await(one.schedule.find("task:a")));
        one.start();
        one.add("task:b", PAST, "");
        one.awaitRuns("task:b=");
    }

    @Test
    void a_task_that_an_instance_has_started_cannot_be_cancelled() {
        one.work = id -> Uni.createFrom().nothing();
        one.start();
        one.add("task:a", PAST, "");
        one.awaitRuns("task:a=");
        assertFalse(await(one.schedule.cancel("task:a")));
        assertTrue(isStored("task:a"), "another instance may have to complete it");
    }

    @Test
    void a_task_that_is_added_again_has_the_new_time_and_content() {
        one.add("task:a", FUTURE, "old");
        one.add("task:a", PAST, "new");
        one.start();
        one.awaitRuns("task:a=new");
        one.add("task:b", PAST, "old");
        one.awaitRuns("task:a=new", "task:b=old");
    }

    @Test
    void a_task_that_is_added_again_while_it_runs_is_not_removed() {
        one.work = id -> one.schedule.schedule(id, FUTURE, "again".getBytes(UTF_8));
        one.start();
        one.add("task:a", PAST, "first");
        one.awaitRuns("task:a=first");
        Await.until("the run has ended", () -> REDIS.execute("ZCARD", STARTED).equals(0L));
        assertEquals("again", new String(await(one.schedule.find("task:a")), UTF_8));
    }

    @Test
    void a_task_that_is_added_again_before_its_instance_dies_runs_at_its_new_time_only() {
        one.work = id -> one.schedule
                .schedule(id, FUTURE, "again".getBytes(UTF_8))
                .chain(() -> Uni.createFrom().nothing());
        one.start();
        one.add("task:a", PAST, "first");
        one.awaitRuns("task:a=first");
        Await.until("it is added again", () -> "again".equals(new String(await(one.schedule.find("task:a")), UTF_8)));
        stop();
        passDeadline("task:a");
        other.start();
        other.add("task:b", PAST, "");
        other.awaitRuns("task:b=");
        assertTrue(isStored("task:a"));
    }

    @Test
    void an_id_without_content_runs_nothing_and_does_not_block_the_others() {
        REDIS.execute("ZADD", TestLog.KEYS.scheduleDue(0), "0", "task:a");
        one.add("task:b", PAST, "");
        one.start();
        one.awaitRuns("task:b=");
        assertEquals(0L, REDIS.execute("ZCARD", TestLog.KEYS.scheduleDue(0)));
    }
}
