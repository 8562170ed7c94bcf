package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.Append.Once;
import io.herald.log.EventLog.Appended;
import io.herald.log.IdempotencyRecords.Claim;
import io.herald.problem.ProblemException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A publish with a key takes effect once, on a real Redis. */
class IdempotencyRecordsTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final Duration DAY = Duration.ofDays(1);
    private static final String KEY = "q8y2Jd0c5m1Zr4vXk7w-Ae3bTn6uHs9oLpGfWiQxVzE";
    private static final String FINGERPRINT = "Fingerprint1Fingerprint2Fingerprint3Fingerp";
    private static final String OTHER_FINGERPRINT = "Another" + FINGERPRINT.substring(7);
    private static final String VALUE = "AZrKq3x0cYKAAAAAAAAAAAmi3z9k2p";
    private static final String OTHER_VALUE = "B" + VALUE.substring(1);
    private static final String RECORD = TestLog.KEYS.idempotencyRecord(0, KEY);

    private final RedisIdempotencyRecords records =
            new RedisIdempotencyRecords(REDIS.links(), TestLog.KEYS, TestLog.PARTITIONING);
    private final TestLog log = TestLog.on(REDIS);

    private Claim claim(String fingerprint, String value) {
        return records.claim(KEY, fingerprint, value, DAY).await().atMost(Duration.ofSeconds(10));
    }

    /** Under the record of the key. */
    private static Append claimed() {
        return TestLog.event("a").withWork().once(new Once("id", FINGERPRINT, DAY, KEY));
    }

    @Test
    void the_first_call_decides_what_a_key_stands_for() {
        assertEquals(new Claim(VALUE, true, true), claim(FINGERPRINT, VALUE));
        assertEquals(new Claim(VALUE, false, true), claim(FINGERPRINT, OTHER_VALUE));
        assertFalse(claim(OTHER_FINGERPRINT, OTHER_VALUE).sameContent());
    }

    @Test
    void an_event_is_appended_once_under_its_record() {
        claim(FINGERPRINT, VALUE);
        assertFalse(log.append(claimed()).repeated());
        assertEquals(new Claim(VALUE, false, true), claim(FINGERPRINT, OTHER_VALUE));
        assertTrue(log.append(claimed()).repeated());
        assertEquals(1, log.tail().size());
        assertEquals(1L, REDIS.execute("XLEN", TestLog.KEYS.work(0)));
    }

    @Test
    void an_event_that_a_full_work_queue_refused_is_appended_by_the_next_call() {
        claim(FINGERPRINT, VALUE);
        Future<Appended> refused = TestLog.with(REDIS, TestLog.RETENTION, 0).tryAppend(claimed());
        assertEquals(
                503,
                assertInstanceOf(ProblemException.class, refused.cause())
                        .problem()
                        .status());
        assertFalse(log.append(claimed()).repeated());
        assertTrue(log.append(claimed()).repeated());
    }

    @Test
    void an_event_with_a_record_of_its_own_is_appended_once_among_others_that_are_not() {
        Append own = TestLog.event("b").once(new Once("k", "print", Duration.ofMinutes(1)));
        List<Append> events = List.of(TestLog.event("a"), own, TestLog.event("c"));
        List<Appended> first = log.appendAll(events);
        List<Appended> again = log.appendAll(events);
        assertEquals(
                List.of(false, true, false),
                again.stream().map(Appended::repeated).toList());
        assertEquals(first.get(1).id(), again.get(1).id());
        assertEquals(List.of(first.get(1).id()), TestLog.ids(log.history("b", EventId.ZERO, false, 10)));
        assertEquals(2, log.history("c", EventId.ZERO, false, 10).size());
        Future<Appended> other = log.tryAppend(own.once(new Once("k", "other", Duration.ofMinutes(1))));
        assertEquals(
                409,
                assertInstanceOf(ProblemException.class, other.cause())
                        .problem()
                        .status());
    }

    @Test
    void the_append_does_not_change_how_long_a_key_is_stored() {
        claim(FINGERPRINT, VALUE);
        REDIS.execute("PEXPIRE", RECORD, "7200000");
        log.append(claimed());
        long left = (Long) REDIS.execute("PTTL", RECORD);
        assertTrue(left > 7_000_000 && left <= 7_200_000, "left: " + left);
    }

    @Test
    void a_record_outlives_the_call_that_finds_it() {
        claim(FINGERPRINT, VALUE);
        REDIS.execute("PEXPIRE", RECORD, "1000");
        claim(FINGERPRINT, VALUE);
        assertTrue((Long) REDIS.execute("PTTL", RECORD) > 50_000);
    }

    @Test
    void a_record_of_an_earlier_version_is_found() {
        String id = "0193aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee 1763650000000";
        REDIS.execute("SET", TestLog.KEYS.legacyIdempotencyRecord(0, KEY), FINGERPRINT + " " + id, "PX", "86400000");
        assertEquals(new Claim(id, false, true), claim(FINGERPRINT, VALUE));
        assertEquals(new Claim(id, false, false), claim(OTHER_FINGERPRINT, VALUE));
    }

    /** Redis holds a record for each publish with a key in the last day. */
    @Test
    void a_publish_with_a_key_leaves_one_record_of_less_than_200_bytes() {
        claim(FINGERPRINT, VALUE);
        log.append(claimed());
        long other = (Long) REDIS.execute("DBSIZE");
        REDIS.execute("DEL", RECORD);
        assertEquals(other - 1, REDIS.execute("DBSIZE"));
        claim(FINGERPRINT, VALUE);
        long bytes = (Long) REDIS.execute("MEMORY", "USAGE", RECORD);
        assertTrue(bytes < 200, "bytes: " + bytes);
    }
}
