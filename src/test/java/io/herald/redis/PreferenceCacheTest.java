package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.Append.Push;
import io.herald.log.EventLog.Appended;
import io.herald.log.EventLog.SkippedUser;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An append skips the users whose preferences are stored, and returns them to the caller, who decides. */
class PreferenceCacheTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final Channel ALICE = Channel.user("alice");
    private static final Channel BOB = Channel.user("bob");
    private static final String MUTED = "{\"categories\":{\"ads\":\"mute\"}}";

    private final RedisPreferenceCache preferences =
            new RedisPreferenceCache(REDIS.links(), TestLog.KEYS, TestLog.PARTITIONING);
    private final TestLog log = TestLog.on(REDIS);

    private static <T> T await(Uni<T> result) {
        return result.await().atMost(Duration.ofSeconds(10));
    }

    private Appended append(Push push, Channel... users) {
        Append event = TestLog.event("notification", "", EventAttributes.DURABLE, List.of(users));
        return log.append(event.withWork().push(push));
    }

    private List<EventId> received(Channel user) {
        return TestLog.ids(log.history(user, EventId.ZERO, false, 10));
    }

    private static long workLength() {
        return (Long) REDIS.execute("XLEN", TestLog.KEYS.work(0));
    }

    @Test
    void a_user_with_preferences_is_skipped_and_the_others_receive_the_event() {
        await(preferences.put(ALICE, MUTED));
        Appended appended = append(Push.UNLESS_HELD, ALICE, BOB);
        assertEquals(List.of(new SkippedUser(ALICE, MUTED)), appended.skipped());
        assertEquals(List.of(), received(ALICE));
        assertEquals(List.of(appended.id()), received(BOB));
        assertEquals(List.of(BOB), log.tail().get(0).event().channels());
        assertEquals(1, workLength());
    }

    @Test
    void an_event_whose_users_are_all_skipped_is_not_appended() {
        await(preferences.put(ALICE, MUTED));
        Appended appended = append(Push.UNLESS_HELD, ALICE);
        assertEquals(List.of(new SkippedUser(ALICE, MUTED)), appended.skipped());
        assertEquals(EventId.ZERO, appended.id());
        assertEquals(List.of(), log.tail());
        assertEquals(0, workLength());
    }

    @Test
    void an_event_that_is_delivered_always_reaches_users_with_preferences() {
        await(preferences.put(ALICE, MUTED));
        Appended appended = append(Push.ALWAYS, ALICE);
        assertEquals(List.of(), appended.skipped());
        assertEquals(List.of(appended.id()), received(ALICE));
    }

    @Test
    void a_user_whose_preferences_are_removed_receives_events_again() {
        await(preferences.put(ALICE, MUTED));
        await(preferences.put(ALICE, null));
        assertEquals(List.of(), append(Push.UNLESS_HELD, ALICE).skipped());
    }

    /** A copy from the database must not replace what the user has set meanwhile. */
    @Test
    void a_copy_does_not_replace_stored_preferences() {
        await(preferences.putIfAbsent(ALICE, "copied"));
        await(preferences.put(BOB, MUTED));
        await(preferences.putIfAbsent(BOB, "copied"));
        assertEquals(
                List.of(MUTED, "", "copied"), await(preferences.getAll(List.of(BOB, Channel.user("carol"), ALICE))));
    }
}
