package io.herald.redis.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long Redis holds a history, and the keys that describe it. */
class HistoryRetentionTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final long RETENTION = TestLog.RETENTION.toMillis();

    /** The expiry is extended, and old events are trimmed, once in this part of the retention. */
    private static final long PART = RETENTION / 16;

    private static final String HISTORY = TestLog.KEYS.history(0, Channel.room("a"));
    private static final String ORIGIN = TestLog.KEYS.origin(0, Channel.room("a"));
    private static final String OVERLAY = TestLog.KEYS.overlay(0, Channel.room("a"));

    private final TestLog log = TestLog.on(REDIS);

    @Test
    void a_history_outlives_its_newest_event_by_the_retention_and_its_origin_outlives_the_history() {
        log.append("a");
        log.append("a");
        long expiry = expiry(HISTORY);
        assertTrue(expiry > RETENTION && expiry <= RETENTION + PART, "expires in " + expiry);
        assertTrue(expiry(ORIGIN) > expiry + PART / 2);
    }

    @Test
    void events_older_than_the_retention_are_trimmed_before_their_history_would_expire() {
        EventId old = new EventId(1, 1);
        REDIS.execute("XADD", HISTORY, old.toString(), "e", "old");
        expireIn(HISTORY, RETENTION + PART / 2);
        EventId second = log.append("a");
        assertEquals(List.of(old, second), held(), "not with each append");
        expireIn(HISTORY, RETENTION - 1);
        EventId third = log.append("a");
        assertEquals(List.of(second, third), held());
        assertTrue(expiry(HISTORY) > RETENTION);
        assertFalse(log.read(old, "a").gaps().isEmpty(), "a read from the trimmed event reports a gap");
    }

    @Test
    void an_overlay_outlives_its_history_also_if_only_the_history_grows() {
        EventId message = log.message("a", "one");
        log.delete("a", message);
        assertTrue(expiry(OVERLAY) > expiry(HISTORY) + PART / 2);
        expireIn(HISTORY, RETENTION - 1);
        expireIn(OVERLAY, 1_000);
        log.append("a");
        assertTrue(expiry(OVERLAY) > expiry(HISTORY) + PART / 2);
        assertEquals(List.of("none", "none", ""), TestLog.contents(log.history("a", EventId.ZERO, false, 10)));
    }

    @Test
    void an_overlay_holds_hardly_more_revisions_than_its_history_holds_messages() {
        for (int round = 0; round < 10; round++) {
            List<EventId> messages = log
                    .appendAll(Collections.nCopies(100, TestLog.event("message", "one", EventAttributes.DURABLE, "a")))
                    .stream()
                    .map(appended -> appended.id())
                    .toList();
            log.appendAll(messages.stream()
                    .map(message -> TestLog.revision("message.edited", "a", message, "two"))
                    .toList());
        }
        long messages = (Long) REDIS.execute("XLEN", HISTORY) / 2;
        long revisions = (Long) REDIS.execute("HLEN", OVERLAY);
        assertTrue(revisions <= 110, revisions + " revisions for " + messages + " messages");
    }

    private List<EventId> held() {
        return TestLog.ids(log.history("a", EventId.ZERO, false, 10));
    }

    private static long expiry(String key) {
        return (Long) REDIS.execute("PTTL", key);
    }

    private static void expireIn(String key, long millis) {
        REDIS.execute("PEXPIRE", key, Long.toString(millis));
    }
}
