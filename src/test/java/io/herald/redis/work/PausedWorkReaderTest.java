package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.redis.connection.FakeRedisServer;
import io.herald.redis.connection.LateRedis;
import io.herald.redis.work.WorkQueries.WorkScripts;
import io.herald.testing.Await;
import java.util.List;
import org.junit.jupiter.api.Test;

class PausedWorkReaderTest {

    @Test
    void a_blocking_read_is_answered_on_the_same_connection_after_a_pause_of_the_event_loop() throws Exception {
        try (LateRedis redis = new LateRedis("XREADGROUP", PausedWorkReaderTest::reply)) {
            WorkQueries queries = new WorkQueries(
                    0, "work", "group", LateRedis.TIMEOUT.dividedBy(2), redis.links(), WorkScripts.load());
            WorkReader reader = new WorkReader(queries, redis.route(), redis.loop(), work -> null);
            reader.start();
            redis.awaitCommand();
            int connections = redis.connections();
            redis.replyAfterPause();
            Await.until("the reader reads on", () -> redis.times("XREADGROUP") > 1);
            assertEquals(connections, redis.connections(), "the reader keeps its connection");
            reader.close();
        }
    }

    private static byte[] reply(List<String> command) {
        return switch (command.get(0).toUpperCase()) {
            case "XREADGROUP" -> FakeRedisServer.NIL;
            case "XAUTOCLAIM" -> FakeRedisServer.array(List.of(FakeRedisServer.bulk("0-0"), FakeRedisServer.array()));
            default -> FakeRedisServer.OK;
        };
    }
}
