package io.herald.redis.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.EntryCodec.Entry;
import io.herald.redis.layout.RedisKeys;
import io.herald.redis.tail.AddressedQueries.Pruned;
import io.herald.redis.tail.AddressedQueries.Registered;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scripts write and read the addressed tails as their heads say. */
class AddressedScriptsTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final RedisKeys KEYS = TestLog.KEYS;
    private static final Channel ALICE = Channel.user("alice");
    private static final Channel BOB = Channel.user("bob");

    private final TestLog log = TestLog.on(REDIS);
    private final AddressedQueries first = instance("first");
    private final AddressedQueries second = instance("second");

    private static AddressedQueries instance(String name) {
        InstanceTail own = new InstanceTail(name, Duration.ofMinutes(1));
        return new AddressedQueries(0, own, REDIS.links(), KEYS, TestLog.config());
    }

    private static Registered register(AddressedQueries instance, long generation, Channel... users) {
        return TestLog.result(instance.register(EventId.ZERO, generation, List.of(users)));
    }

    private EventId notify(Channel... users) {
        return log.append(TestLog.event("n", "x", EventAttributes.DURABLE, List.of(users)))
                .id();
    }

    private static List<EventId> ids(String stream) {
        return entries(stream).stream()
                .filter(entry -> !entry.isMarker())
                .map(entry -> entry.event().id())
                .toList();
    }

    private static List<Entry> entries(String stream) {
        Request all = Request.cmd(Command.XRANGE).arg(stream).arg("-").arg("+");
        return EntryCodec.decodeTail(0, TestLog.result(REDIS.links().send(stream, all)));
    }

    @Test
    void an_event_for_users_is_copied_to_the_tails_of_the_instances_that_have_registered_them() {
        register(first, 1, ALICE);
        register(second, 1, ALICE, BOB);
        EventId both = notify(ALICE, BOB);
        EventId one = notify(BOB);
        notify(Channel.user("carol"));
        assertEquals(List.of(both), ids(KEYS.tailOf(0, "first")));
        assertEquals(List.of(both, one), ids(KEYS.tailOf(0, "second")));
        assertEquals(List.of(), ids(KEYS.sharedTail(0)));
        List<Entry> copies = entries(KEYS.tailOf(0, "first"));
        assertEquals(List.of(ALICE), copies.get(copies.size() - 1).event().channels());
    }

    @Test
    void an_event_for_a_room_is_copied_to_the_shared_tail() {
        register(first, 1, ALICE);
        EventId event = log.append("lobby");
        assertEquals(List.of(event), ids(KEYS.sharedTail(0)));
        assertEquals(List.of(), ids(KEYS.tailOf(0, "first")));
    }

    /** An instance that is killed directly after its first registration leaves no key for ever. */
    @Test
    void the_keys_of_the_addressed_tails_expire() {
        register(first, 1, ALICE);
        notify(ALICE);
        log.append("lobby");
        for (String key :
                List.of(KEYS.sharedTail(0), KEYS.tailOf(0, "first"), KEYS.own(0, "holders"), KEYS.own(0, "newest"))) {
            assertTrue((long) REDIS.execute("PTTL", key) > 0, key);
        }
    }

    @Test
    void without_an_instance_that_follows_them_no_addressed_tail_is_written() {
        log.append("lobby");
        notify(ALICE);
        assertEquals(0L, REDIS.execute("EXISTS", KEYS.sharedTail(0)));
        assertEquals(2, log.tail().size());
    }

    @Test
    void the_tail_contains_all_entries_in_one_sequence() {
        register(first, 1, ALICE);
        notify(ALICE);
        log.append("lobby");
        register(second, 1);
        List<Entry> tail = log.tail();
        for (int i = 1; i < tail.size(); i++) {
            assertEquals(tail.get(i - 1).event().id(), tail.get(i).previous());
        }
        assertEquals(4, tail.size());
    }

    @Test
    void a_registration_returns_the_last_event_of_the_user() {
        EventId last = notify(ALICE);
        notify(BOB);
        assertEquals(List.of(last), register(first, 1, ALICE).newest());
    }

    /** The call of a lost connection may take effect late. */
    @Test
    void a_late_release_does_not_end_a_later_registration() {
        register(first, 2, ALICE);
        TestLog.result(first.release(List.of(ALICE.key(), 1)));
        EventId event = notify(ALICE);
        TestLog.result(first.release(List.of(ALICE.key(), 2)));
        notify(ALICE);
        assertEquals(List.of(event), ids(KEYS.tailOf(0, "first")));
    }

    /** A registration whose reply was lost has the generation of an earlier call in Redis, or none. */
    @Test
    void a_release_ends_all_earlier_registrations() {
        register(first, 9, ALICE);
        TestLog.result(first.release(List.of(ALICE.key(), 10)));
        notify(ALICE);
        assertEquals(List.of(), ids(KEYS.tailOf(0, "first")));
    }

    @Test
    void registrations_of_an_instance_without_a_tail_are_removed() {
        register(first, 1, ALICE);
        register(second, 1, ALICE);
        REDIS.execute("DEL", KEYS.tailOf(0, "first"));
        notify(ALICE);
        assertEquals(0L, REDIS.execute("EXISTS", KEYS.tailOf(0, "first")));
        assertEquals(new Pruned("0", Map.of(ALICE, 1L)), TestLog.result(second.prune("0")));
        assertEquals("second=1", REDIS.execute("HGET", KEYS.own(0, "holders"), ALICE.key()));
    }

    /** Other instances may have removed its registrations, and events that were appended meanwhile are missing. */
    @Test
    void the_first_entry_of_a_tail_that_was_lost_follows_no_earlier_position() {
        EventId marker = register(first, 1, ALICE).marker();
        REDIS.execute("DEL", KEYS.tailOf(0, "first"));
        EventId next = register(first, 2, ALICE).marker();
        Entry entry = entries(KEYS.tailOf(0, "first")).get(0);
        assertEquals(next, entry.previous());
        assertTrue(next.isAfter(marker));
    }

    /** An earlier version appends to the tail only. */
    @Test
    void an_entry_that_is_only_in_the_tail_is_evident_from_the_next_one() {
        EventId marker = register(first, 1, ALICE).marker();
        String unknown = new EventId(marker.ms(), marker.seq() + 1).toString();
        REDIS.execute("XADD", KEYS.tail(0), unknown, "p", marker.toString(), "c", "room:lobby", "e", "e", "b", "{}");
        REDIS.execute("HSET", KEYS.meta(0), "last", unknown);
        notify(ALICE);
        List<Entry> own = entries(KEYS.tailOf(0, "first"));
        assertEquals(unknown, own.get(own.size() - 1).shared().toString());
        log.append("lobby");
        assertNotEquals(marker, entries(KEYS.sharedTail(0)).get(0).previous());
    }
}
