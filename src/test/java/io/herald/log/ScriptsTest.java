package io.herald.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.testing.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts on a real Redis: the rules that no reader could make up for. */
class ScriptsTest {

    private static final long HOUR = 3_600_000;
    private static final long PART = HOUR / 16;
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
        ask("FLUSHALL");
    }

    @Test
    void ids_never_go_back_where_somebody_has_seen_more_than_the_log_knows() {
        EventId first = append("0-0", "a");
        EventId seen = new EventId(first.ms() + HOUR, 7);
        EventId next = append(seen.toString(), "a");
        assertTrue(next.isAfter(seen));
        assertEquals(seen, opened("0-0", HOUR).get(0), "the mark is renewed with it");
        assertTrue(append("0-0", "a").isAfter(next), "and no other caller goes back either");
    }

    @Test
    void ids_never_go_back_when_the_clock_does() {
        append("0-0", "a");
        ask("HSET", "t:meta", "last", "9999999999999-3");
        assertEquals(new EventId(9_999_999_999_999L, 4), append("0-0", "a"));
    }

    @Test
    void after_a_flush_the_log_begins_beyond_what_was_seen() {
        EventId seen = append("0-0", "a");
        ask("FLUSHALL");
        EventId birth =
                opened(new EventId(seen.ms() + 5_000, 0).toString(), HOUR).get(0);
        assertEquals(new EventId(seen.ms() + 5_000, 1), birth);
        assertEquals(birth, opened("0-0", HOUR).get(0), "written once");
    }

    @Test
    void what_a_log_lacks_although_it_has_gone_on_is_found_by_who_has_seen_it() {
        EventId first = append("0-0", "a");
        EventId lost = append("0-0", "a");
        ask("XDEL", "t:tail", lost.toString());
        EventId last = append("0-0", "a");
        assertTrue(opened(first.toString(), HOUR).get(0).isBefore(first), "who has not, cannot tell");
        assertTrue(opened(lost.toString(), HOUR).get(0).isAfter(last));
    }

    @Test
    void each_entry_names_the_one_before_it_in_its_stream() {
        EventId birth = opened("0-0", HOUR).get(0);
        EventId one = append("0-0", "a");
        EventId two = append("0-0", "b");
        EventId three = append("0-0", "a");
        assertEquals(List.of(birth, one, two), previous("t:tail"));
        assertEquals(List.of(birth, one), previous("t:h:a"));
        assertEquals(List.of(birth), previous("t:h:b"));
        assertTrue(three.isAfter(two));
    }

    @Test
    void a_history_expires_by_its_newest_id() {
        append("0-0", "a");
        append("0-0", "a");
        for (String key : List.of("t:h:a", "t:n:a")) {
            long expires = (Long) ask("PTTL", key);
            assertTrue(expires > HOUR && expires <= HOUR + PART + 1, key + " expires in " + expires);
        }
    }

    @Test
    void what_is_older_than_the_retention_goes_once_in_a_part_of_it() {
        EventId first = append("0-0", "a");
        ask("DEL", "t:h:a");
        ask("XADD", "t:h:a", "1-1", "p", "0-0", "e", "old");
        append("0-0", "a");
        assertEquals(2L, ask("XLEN", "t:h:a"), "not with each append");
        ask("SET", "t:n:a", new EventId(first.ms() - PART, 0).toString());
        append("0-0", "a");
        assertEquals(2L, ask("XLEN", "t:h:a"), "but with the first of another part");
        assertTrue((Long) ask("PTTL", "t:h:a") > HOUR);
    }

    @Test
    void an_entry_names_the_one_before_it_though_it_is_not_remembered_which_that_was() {
        EventId one = append("0-0", "a");
        ask("DEL", "t:n:a");
        append("0-0", "a");
        assertEquals(one, previous("t:h:a").get(1));
    }

    @Test
    void what_is_only_for_those_who_are_there_is_in_the_tail_alone() {
        append("0-0");
        assertEquals(1L, ask("XLEN", "t:tail"));
        assertEquals(0L, ask("EXISTS", "t:h:a"));
    }

    @Test
    void one_id_for_all_recipients_of_a_call() {
        String[] many = new String[256];
        for (int i = 0; i < many.length; i++) {
            many[i] = "u" + i;
        }
        EventId id = append("0-0", many);
        assertEquals(id, firstId("t:h:u0"));
        assertEquals(id, firstId("t:h:u255"));
    }

    @Test
    void a_longer_retention_does_not_vouch_for_what_the_shorter_one_let_go() {
        append("0-0", "a");
        ask("HSET", "t:meta", "birth", "1-0");
        List<Object> shorter = read("0-0", "t:h:none");
        EventId floor = EventId.parse((String) shorter.get(2));
        opened("0-0", 10 * HOUR);
        EventId raised = EventId.parse((String) read("0-0", "t:h:none").get(2));
        assertTrue(!raised.isBefore(floor), floor + " fell to " + raised);
    }

    @Test
    void a_reading_tells_what_is_held_later_and_missing() {
        EventId one = append("0-0", "a");
        EventId two = append("0-0", "b");
        List<Object> page = read("0-0", one.toString(), "t:h:a", "t:h:b", "t:h:c");
        assertEquals(1, ((List<?>) page.get(3)).size());
        assertEquals(
                previous("t:h:b").get(0).toString(), page.get(4), "nothing yet, and the id before what comes later");
        assertEquals(0L, page.get(5), "no history at all");
        assertEquals(List.of(), read(two.toString(), two.toString(), "t:h:a").get(3), "only older");
    }

    private static List<Object> read(String after, String... keys) {
        return keys[0].startsWith("t:") ? readTo(after, "9999999999999-0", keys) : readTo(after, keys[0], tail(keys));
    }

    private static String[] tail(String[] all) {
        return List.of(all).subList(1, all.length).toArray(String[]::new);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> readTo(String after, String upTo, String... histories) {
        List<String> keys = new ArrayList<>(List.of("t:meta"));
        keys.addAll(List.of(histories));
        return (List<Object>) run("read", keys, List.of(after, upTo, "100"));
    }

    private static EventId append(String seen, String... channels) {
        List<String> keys = new ArrayList<>(List.of("t:meta", "t:tail", "t:work", "t:preferences", "t:once"));
        for (String channel : channels) {
            keys.addAll(List.of("t:h:" + channel, "t:n:" + channel));
        }
        List<String> args = new ArrayList<>(List.of(seen, Long.toString(HOUR), "1000", "1000", "0"));
        String histories = Integer.toString(channels.length);
        args.addAll(List.of(String.join(" ", channels) + " x", histories, "", "0", "t", "2", "e", "n"));
        List<?> outcomes = (List<?>) run("append", keys, args);
        return EventId.parse((String) ((List<?>) outcomes.get(0)).get(0));
    }

    private static List<EventId> opened(String seen, long retention) {
        return ((List<?>) run("open", List.of("t:meta", "t:tail"), List.of(seen, Long.toString(retention))))
                .stream().limit(2).map(id -> EventId.parse((String) id)).toList();
    }

    private static Object run(String script, List<String> keys, List<String> args) {
        List<String> command =
                new ArrayList<>(List.of("EVAL", Script.load(script).source()));
        command.add(Integer.toString(keys.size()));
        command.addAll(keys);
        command.addAll(args);
        return ask(command.toArray(String[]::new));
    }

    private static List<EventId> previous(String stream) {
        return ((List<?>) ask("XRANGE", stream, "-", "+"))
                .stream()
                        .map(entry -> (List<?>) ((List<?>) entry).get(1))
                        .map(fields -> EventId.parse((String) fields.get(1)))
                        .toList();
    }

    private static EventId firstId(String stream) {
        return EventId.parse((String) ((List<?>) ((List<?>) ask("XRANGE", stream, "-", "+")).get(0)).get(0));
    }

    private static Object ask(String... command) {
        return redis.ask(command);
    }
}
