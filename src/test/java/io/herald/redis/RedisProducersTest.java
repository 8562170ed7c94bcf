package io.herald.redis;

import static io.herald.redis.TestLog.KEYS;
import static io.herald.redis.TestLog.PARTITIONING;
import static io.herald.redis.TestLog.result;

import io.herald.event.EventId;
import io.herald.log.LogConfig;
import io.herald.redis.append.Appender;
import io.herald.redis.connection.NoLatencyListener;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.layout.EntryIdentity;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.testing.Await;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How the parts of the log are connected. */
class RedisProducersTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final LogConfig config = TestLog.config();
    private final HighWaterMarks marks = new HighWaterMarks(1);
    private final RedisLinks links =
            RedisProducers.links(REDIS.vertx(), REDIS.servers(), marks, config, new NoLatencyListener());
    private final Appender appender = RedisProducers.appender(
            PARTITIONING, RedisProducers.appendScript(links, KEYS, marks, config, PARTITIONING));

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void the_last_append_over_a_lost_connection_is_held() {
        links.start();
        Await.until("the link is open", () -> client("ID").succeeded());
        result(appender.append(List.of(TestLog.event("room"))).get(0));
        EventId last =
                result(appender.append(List.of(TestLog.event("room"))).get(0)).id();
        REDIS.execute("CLIENT", "KILL", "ID", result(client("ID")).toString());
        Await.until("it is held", () -> held().equals(List.of(last)));
    }

    private List<EventId> held() {
        return marks.forPartition(0).held().stream().map(EntryIdentity::id).toList();
    }

    private Future<Response> client(String command) {
        return TestLog.ended(
                links.send(KEYS.tail(0), Request.cmd(Command.CLIENT).arg(command)));
    }
}
