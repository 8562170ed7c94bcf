package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.redis.connection.Script;
import io.herald.redis.layout.Keys;
import io.herald.testing.RedisServerProcess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The record of a keyed publish, on a real Redis. */
class ClaimScriptTest {

    private static final String DAY = "86400000";
    private static final String HASH = "q8y2Jd0c5m1Zr4vXk7w-Ae3bTn6uHs9oLpGfWiQxVzE";
    private static final String BODY = "Fingerprint1Fingerprint2Fingerprint3Fingerp";
    private static final String OTHER_BODY = "Another" + BODY.substring(7);
    private static final String VALUE = "AZrKq3x0cYKAAAAAAAAAAAmi3z9k2p";
    private static final Keys KEYS = new Keys("herald", 1);
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
    void flush() {
        redis.execute("FLUSHALL");
    }

    @Test
    void the_first_caller_decides_what_a_key_stands_for() {
        assertEquals(List.of("new", VALUE), claim(BODY, VALUE));
        assertEquals(List.of("same", VALUE), claim(BODY, VALUE.replace('A', 'B')));
        assertEquals("other", claim(OTHER_BODY, VALUE).get(0));
    }

    @Test
    void what_was_appended_under_a_claim_is_not_appended_again() {
        claim(BODY, VALUE);
        assertEquals("new", append().get(1));
        assertEquals(List.of("same", VALUE), claim(BODY, VALUE));
        assertEquals("same", append().get(1));
        assertEquals(1L, redis.execute("XLEN", KEYS.tail(0)));
        assertEquals(1L, redis.execute("XLEN", KEYS.work(0)));
    }

    @Test
    void what_a_full_work_queue_refused_is_appended_by_the_next_call() {
        claim(BODY, VALUE);
        assertEquals("full", append(0).get(1));
        assertEquals("new", append().get(1));
        assertEquals("same", append().get(1));
    }

    @Test
    void the_time_that_a_key_is_remembered_does_not_change_with_the_append() {
        claim(BODY, VALUE);
        redis.execute("PEXPIRE", KEYS.idempotencyRecord(0, HASH), "7200000");
        append();
        long left = (Long) redis.execute("PTTL", KEYS.idempotencyRecord(0, HASH));
        assertTrue(left > 7_000_000 && left <= 7_200_000, "left: " + left);
    }

    @Test
    void a_record_outlives_the_call_that_finds_it() {
        claim(BODY, VALUE);
        redis.execute("PEXPIRE", KEYS.idempotencyRecord(0, HASH), "1000");
        assertEquals("same", claim(BODY, VALUE).get(0));
        assertTrue((Long) redis.execute("PTTL", KEYS.idempotencyRecord(0, HASH)) > 50_000);
    }

    @Test
    void records_of_versions_before_are_still_answered() {
        String id = "0193aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee 1763650000000";
        redis.execute("SET", KEYS.legacyIdempotencyRecord(0, HASH), BODY + " " + id, "PX", DAY);
        assertEquals(List.of("same", id), claim(BODY, VALUE));
        assertEquals(List.of("other", id), claim(OTHER_BODY, VALUE));
        assertEquals(0L, redis.execute("EXISTS", KEYS.idempotencyRecord(0, HASH)));
    }

    @Test
    void a_keyed_publish_leaves_one_record_of_less_than_200_bytes() {
        claim(BODY, VALUE);
        append();
        redis.execute("DEL", KEYS.tail(0), KEYS.work(0), KEYS.meta(0));
        assertEquals(1L, redis.execute("DBSIZE"));
        long bytes = (Long) redis.execute("MEMORY", "USAGE", KEYS.idempotencyRecord(0, HASH));
        assertEquals("embstr", redis.execute("OBJECT", "ENCODING", KEYS.idempotencyRecord(0, HASH)));
        assertTrue(bytes < 200, "bytes: " + bytes);
    }

    private static List<?> claim(String fingerprint, String value) {
        return (List<?>) run(
                "claim",
                List.of(KEYS.idempotencyRecord(0, HASH), KEYS.legacyIdempotencyRecord(0, HASH)),
                List.of(fingerprint.substring(0, 11), value, DAY, fingerprint));
    }

    private static List<?> append() {
        return append(1_000);
    }

    private static List<?> append(int workLength) {
        List<String> keys =
                List.of(KEYS.meta(0), KEYS.tail(0), KEYS.work(0), KEYS.preferences(0), KEYS.idempotencyRecord(0, HASH));
        String work = Integer.toString(workLength);
        List<String> args =
                List.of("0-0", "3600000", "10", "1000", work, "user:a", "twk", "0", "2", "e", "notification");
        return (List<?>) ((List<?>) run("append", keys, args)).get(0);
    }

    private static Object run(String script, List<String> keys, List<String> args) {
        List<String> command =
                new ArrayList<>(Arrays.asList("EVAL", Script.load(script).source(), Integer.toString(keys.size())));
        command.addAll(keys);
        command.addAll(args);
        return redis.execute(command.toArray(String[]::new));
    }
}
