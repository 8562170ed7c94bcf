package io.herald.redis.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.layout.EntryCodec.Entry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ids that the append script assigns: totally ordered, whatever the clocks of the servers show. */
class EventOrderTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final TestLog log = TestLog.on(REDIS);

    /** After a failover, the new server has a slower clock or lacks the newest events. */
    @Test
    void an_id_is_higher_than_every_id_that_the_instance_has_seen() {
        EventId first = log.append("a");
        EventId seen = new EventId(first.ms() + TestLog.RETENTION.toMillis(), 7);
        TestLog instance = TestLog.on(REDIS);
        instance.hasSeen(seen);
        EventId next = instance.append("a");
        assertTrue(next.isAfter(seen));
        assertTrue(TestLog.on(REDIS).append("a").isAfter(next), "also on an instance that has seen less");
    }

    @Test
    void ids_do_not_decrease_if_the_clock_is_set_back() {
        log.append("a");
        EventId beforeTheClockWasSet = new EventId(9_999_999_999_999L, 3);
        REDIS.execute("HSET", TestLog.KEYS.meta(0), "last", beforeTheClockWasSet.toString());
        assertEquals(new EventId(beforeTheClockWasSet.ms(), 4), log.append("a"));
    }

    @Test
    void all_recipients_of_a_call_receive_the_event_under_one_id() {
        List<Channel> users =
                IntStream.range(0, 256).mapToObj(i -> Channel.user("u" + i)).toList();
        EventId id = log.append(TestLog.event("tick", "", EventAttributes.DURABLE, users))
                .id();
        for (Channel user : List.of(users.get(0), users.get(255))) {
            assertEquals(List.of(id), TestLog.ids(log.history(user, EventId.ZERO, false, 10)));
        }
    }

    @Test
    void each_entry_of_the_tail_names_the_one_before_it() {
        EventId birth = log.open().birth();
        EventId one = log.append("a");
        EventId two = log.append("b");
        EventId three = log.append("a");
        assertEquals(
                List.of(birth, one, two),
                log.tail().stream().map(Entry::previous).toList());
        assertEquals(three, log.open().last());
    }

    @Test
    void an_ephemeral_event_is_in_the_tail_only() {
        log.append(TestLog.event("tick", "", EventAttributes.EPHEMERAL, "a"));
        assertEquals(1, log.tail().size());
        assertEquals(List.of(), log.history("a", EventId.ZERO, false, 10));
    }
}
