package io.herald.redis.work;

import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.work.WorkQueries.Work;
import io.herald.redis.work.WorkQueries.WorkScripts;
import io.vertx.redis.client.RedisConnection;
import java.time.Duration;
import java.util.List;

/** A worker on the queue of a {@link TestLog}, with a connection of its own. */
record TestWorker(RealRedis redis, WorkQueries queries, RedisConnection connection) implements AutoCloseable {

    static final String QUEUE = TestLog.KEYS.work(0);
    static final String GROUP = "projections";

    static TestWorker join(RealRedis redis) {
        WorkQueries queries = new WorkQueries(0, QUEUE, GROUP, Duration.ofMillis(1), redis.links(), WorkScripts.load());
        RedisConnection connection =
                TestLog.result(redis.servers().createClient("redis", () -> {}).connect());
        TestLog.result(queries.createGroup(connection));
        return new TestWorker(redis, queries, connection);
    }

    List<Work> next() {
        return TestLog.result(queries.next(connection, 1_000));
    }

    List<Work> claimAbandoned() {
        return TestLog.result(queries.claimAbandoned(connection, 1_000));
    }

    /** Makes Redis believe that this worker has read the entry twenty seconds ago. */
    void abandon(Work work) {
        makeIdle(redis, queries.worker(), work.entry());
    }

    static void makeIdle(RealRedis redis, String consumer, String entry) {
        redis.execute("XCLAIM", QUEUE, GROUP, consumer, "0", entry, "IDLE", "20001", "JUSTID");
    }

    void finish(List<Work> work, List<Work> rejected) {
        TestLog.result(queries.finish(work, rejected));
    }

    /** The end of this worker: it deletes its consumer, unless it has entries. */
    void leave() {
        TestLog.result(queries.deleteConsumer());
    }

    @Override
    public void close() {
        connection.close();
    }
}
