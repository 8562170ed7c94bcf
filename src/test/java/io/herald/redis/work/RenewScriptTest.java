package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.redis.connection.RedisScript;
import io.herald.testing.Await;
import io.herald.testing.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker keeps its entries while it retries, on a real Redis. */
class RenewScriptTest {

    private static final String LONG_MS = "100";
    private static RedisServerProcess redis;

    @BeforeAll
    static void start() {
        redis = RedisServerProcess.started();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void deliverTwoEntries() {
        redis.execute("FLUSHALL");
        redis.execute("XGROUP", "CREATE", "work", "group", "0", "MKSTREAM");
        redis.execute("XADD", "work", "1-0", "e", "a");
        redis.execute("XADD", "work", "2-0", "e", "b");
        redis.execute("XREADGROUP", "GROUP", "group", "first", "STREAMS", "work", ">");
    }

    @Test
    void an_entry_that_is_renewed_does_not_count_as_abandoned() {
        Await.until("another worker would claim both", () -> idle("1-0") >= Long.parseLong(LONG_MS));
        assertEquals(List.of("1-0"), renew("first", "1-0"));
        assertTrue(idle("1-0") < idle("2-0"));
    }

    @Test
    void an_entry_that_another_worker_has_claimed_stays_with_it() {
        redis.execute("XCLAIM", "work", "group", "second", "0", "2-0");
        assertEquals(List.of("1-0"), renew("first", "1-0", "2-0"));
        assertEquals(List.of("2-0"), renew("second", "1-0", "2-0"));
    }

    @Test
    void an_entry_that_is_finished_is_not_held() {
        redis.execute("XACK", "work", "group", "2-0");
        redis.execute("XDEL", "work", "2-0");
        assertEquals(List.of("1-0"), renew("first", "1-0", "2-0"));
    }

    @Test
    void after_a_flush_the_worker_processes_what_it_has_read() {
        redis.execute("FLUSHALL");
        assertEquals(List.of("1-0", "2-0"), renew("first", "1-0", "2-0"));
    }

    private static long idle(String id) {
        List<?> pending = (List<?>) redis.execute("XPENDING", "work", "group", id, id, "1");
        return (Long) ((List<?>) pending.get(0)).get(2);
    }

    private static List<?> renew(String worker, String... ids) {
        List<String> command =
                new ArrayList<>(List.of("EVAL", RedisScript.load("renew").source(), "1", "work", "group"));
        command.add(worker);
        command.addAll(List.of(ids));
        return (List<?>) redis.execute(command.toArray(String[]::new));
    }
}
