package io.herald.redis.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Redis that has reached its maxmemory. */
class FullRedisTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestLog log = TestLog.on(REDIS);

    @BeforeEach
    void fill() {
        log.append("a");
        REDIS.execute("CONFIG", "SET", "maxmemory", "1");
    }

    @AfterEach
    void empty() {
        REDIS.execute("CONFIG", "SET", "maxmemory", "0");
    }

    @Test
    void an_event_is_refused_with_the_reason() {
        var append = log.tryAppend(TestLog.event("a")).toCompletionStage().toCompletableFuture();
        var failure = assertThrows(ExecutionException.class, () -> append.get(10, TimeUnit.SECONDS));
        var problem =
                assertInstanceOf(ProblemException.class, failure.getCause()).problem();
        assertEquals(503, problem.status());
        assertEquals("The event log has no memory for new events. Retry later.", problem.detail());
    }

    @Test
    void events_are_accepted_again_when_there_is_memory() {
        REDIS.execute("CONFIG", "SET", "maxmemory", "0");
        log.append("a");
        assertEquals(2, log.tail().size());
    }
}
