package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.redis.connection.Script;
import io.herald.testing.Await;
import io.herald.testing.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts on a real Redis: the rules that no reader could make up for. */
class ScriptRunnerTest {

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
        copyLog("t", "replica");
        EventId lost = append("0-0", "a");
        copyLog("replica", "t");
        // Otherwise another event could get the same id.
        Await.until("the clock has passed the lost event", () -> millis() > lost.ms());
        EventId last = append("0-0", "a");
        assertTrue(opened(first.toString(), HOUR).get(0).isBefore(first), "who has not, cannot tell");
        assertTrue(opened(lost.toString(), HOUR).get(0).isAfter(last));
    }

    private static void copyLog(String from, String to) {
        ask("COPY", from + ":meta", to + ":meta", "REPLACE");
        ask("COPY", from + ":tail", to + ":tail", "REPLACE");
    }

    private static long millis() {
        return Long.parseLong((String) ((List<?>) ask("TIME")).get(0)) * 1_000
                + Long.parseLong((String) ((List<?>) ask("TIME")).get(1)) / 1_000;
    }

    @Test
    void a_deletion_is_no_loss_to_a_reader_that_returns_at_the_deleted_message() {
        EventId birth = opened("0-0", HOUR).get(0);
        append("0-0", "a");
        EventId message = message("a", "secret");
        revise("a", message, "d", "");
        append("0-0", "a");
        assertEquals(birth, opened(message.toString(), HOUR).get(0));
        assertEquals(4L, ask("XLEN", "t:tail"), "no entry is removed");
    }

    @Test
    void a_reading_returns_the_last_revision_of_each_message_beside_it() {
        EventId edited = message("a", "one");
        EventId deleted = message("a", "two");
        message("a", "three");
        revise("a", edited, "e", "first");
        revise("a", deleted, "e", "second");
        revise("a", edited, "e", "last");
        revise("a", deleted, "d", "");
        List<String> both = List.of(edited.toString(), "e", "last", deleted.toString(), "d", "");
        assertEquals(both, ((List<?>) read("0-0", "t:h:a").get(3)).get(2));
        assertEquals(both, ((List<?>) history("a", "0-0", "oldest", 10)).get(1));
        assertEquals(both.subList(3, 6), ((List<?>) history("a", "9999999999999-0", "newest", 3)).get(1));
        assertEquals(
                List.of(),
                ((List<?>) history("a", "9999999999999-0", "newest", 2)).get(1),
                "an edit repeats itself only");
    }

    @Test
    void a_message_that_was_deleted_is_not_edited() {
        EventId message = message("a", "secret");
        revise("a", message, "d", "");
        Object length = ask("XLEN", "t:tail");
        assertEquals(List.of("0-0", "deleted"), revise("a", message, "e", "again"));
        assertEquals(length, ask("XLEN", "t:tail"));
        assertEquals("new", ((List<?>) revise("a", message, "d", "")).get(1));
    }

    @Test
    void an_overlay_holds_hardly_more_than_its_history() {
        for (int i = 0; i < 1_000; i++) {
            revise("a", message("a", "one"), "e", "two");
        }
        long held = ((Long) ask("XLEN", "t:h:a")) / 2;
        long overlay = (Long) ask("HLEN", "t:r:a");
        assertTrue(overlay >= held && overlay <= 110, overlay + " for " + held);
    }

    @Test
    void an_overlay_outlives_its_history_however_long_that_goes_on() {
        EventId message = message("a", "one");
        revise("a", message, "d", "");
        assertTrue((Long) ask("PTTL", "t:r:a") > (Long) ask("PTTL", "t:h:a") + PART / 2);
        ask("PEXPIRE", "t:h:a", Long.toString(HOUR - 1));
        ask("PEXPIRE", "t:r:a", "1000");
        append("0-0", "a");
        assertTrue((Long) ask("PTTL", "t:r:a") > (Long) ask("PTTL", "t:h:a") + PART / 2);
        assertEquals(1L, ask("HLEN", "t:r:a"));
    }

    @Test
    void a_log_that_an_earlier_version_has_revised_in_place_is_read_as_it_is() {
        EventId message = message("a", "revised in place");
        List<?> page = (List<?>) read("0-0", "t:h:a").get(3);
        assertEquals(List.of(), page.get(2));
        revise("a", message, "e", "and here");
        page = (List<?>) read("0-0", "t:h:a").get(3);
        assertEquals(List.of(message.toString(), "e", "and here"), page.get(2));
    }

    @Test
    void work_that_is_finished_is_neither_in_the_queue_nor_anybodys() {
        work("one", "two", "three");
        List<String> ids = ids("t:work");
        ask(
                "EVAL",
                Script.load("finish").source(),
                "2",
                "t:work",
                "t:work:aside",
                "g",
                "1000",
                "1",
                ids.get(1),
                ids.get(0),
                ids.get(2));
        assertEquals(0L, ask("XLEN", "t:work"));
        assertEquals(0L, ((List<?>) ask("XPENDING", "t:work", "g")).get(0));
        assertEquals(1L, ask("XLEN", "t:work:aside"));
        assertTrue(ask("XRANGE", "t:work:aside", "-", "+").toString().contains("two"));
    }

    @Test
    void what_is_acknowledged_and_was_not_deleted_is_deleted_and_nothing_else() {
        work("orphan", "under way", "orphan");
        List<String> ids = ids("t:work");
        ask("XACK", "t:work", "g", ids.get(0), ids.get(2));
        ask("XADD", "t:work", "*", "b", "to be read");
        assertEquals(List.of(2L, ""), orphans("-", 100));
        String left = ask("XRANGE", "t:work", "-", "+").toString();
        assertTrue(left.contains("under way") && left.contains("to be read") && !left.contains("orphan"), left);
    }

    @Test
    void orphans_are_looked_for_page_by_page() {
        work("held", "orphan", "held", "orphan", "orphan");
        List<String> ids = ids("t:work");
        ask("XACK", "t:work", "g", ids.get(1), ids.get(3), ids.get(4));
        assertEquals(List.of(1L, ids.get(1)), orphans("-", 2));
        assertEquals(List.of(1L, ids.get(3)), orphans(ids.get(1), 2));
        assertEquals(List.of(1L, ""), orphans(ids.get(3), 2));
        assertEquals(List.of(ids.get(0), ids.get(2)), ids("t:work"));
    }

    @Test
    void a_worker_that_stops_with_an_entry_in_transit_leaves_it_to_others() {
        work("in transit");
        assertEquals(0L, leave());
        assertEquals(1, ((List<?>) ask("XPENDING", "t:work", "g", "-", "+", "10")).size());
        ask("XACK", "t:work", "g", ids("t:work").get(0));
        assertEquals(1L, leave());
        assertEquals(List.of(), ask("XINFO", "CONSUMERS", "t:work", "g"));
    }

    private static Object leave() {
        return ask("EVAL", Script.load("leave").source(), "1", "t:work", "g", "worker");
    }

    private static Object orphans(String after, int most) {
        return ask("EVAL", Script.load("orphans").source(), "1", "t:work", "g", after, Integer.toString(most));
    }

    /** Read by a worker of the group. */
    private static void work(String... bodies) {
        ask("XGROUP", "CREATE", "t:work", "g", "0", "MKSTREAM");
        for (String body : bodies) {
            ask("XADD", "t:work", "*", "b", body);
        }
        ask("XREADGROUP", "GROUP", "g", "worker", "STREAMS", "t:work", ">");
    }

    private static List<String> ids(String stream) {
        return ((List<?>) ask("XRANGE", stream, "-", "+"))
                .stream().map(entry -> ((List<?>) entry).get(0).toString()).toList();
    }

    @Test
    void each_entry_of_the_tail_names_the_one_before_it() {
        EventId birth = opened("0-0", HOUR).get(0);
        EventId one = append("0-0", "a");
        EventId two = append("0-0", "b");
        append("0-0", "a");
        assertEquals(List.of(birth, one, two), previous("t:tail"));
    }

    @Test
    void a_history_is_complete_from_where_the_log_begins() {
        EventId birth = opened("0-0", HOUR).get(0);
        append("0-0", "a");
        append("0-0", "b");
        append("0-0", "a");
        assertEquals(birth, origin("a"));
        assertEquals(birth, origin("b"));
    }

    @Test
    void a_history_that_was_shortened_is_complete_from_just_before_its_first_entry() {
        EventId birth = opened("0-0", HOUR).get(0);
        List<EventId> all = new ArrayList<>();
        for (int i = 0; i < 10 + 100; i++) {
            all.add(append("0-0", "a"));
        }
        assertEquals(birth, origin("a"), "nothing is gone yet");
        all.add(append("0-0", "a"));
        EventId first = firstId("t:h:a");
        EventId gone = all.get(all.indexOf(first) - 1);
        assertTrue(!origin("a").isBefore(gone) && origin("a").isBefore(first), gone + " " + origin("a") + " " + first);
        assertTrue((Long) ask("XLEN", "t:h:a") >= 10);
    }

    @Test
    void a_history_expires_by_its_newest_id_and_its_origin_after_it() {
        append("0-0", "a");
        append("0-0", "a");
        long expires = (Long) ask("PTTL", "t:h:a");
        assertTrue(expires > HOUR && expires <= HOUR + PART, "expires in " + expires);
        assertTrue((Long) ask("PTTL", "t:o:a") > expires + PART / 2);
    }

    @Test
    void what_is_older_than_the_retention_goes_once_in_a_part_of_it() {
        ask("XADD", "t:h:a", "1-1", "e", "old");
        ask("PEXPIRE", "t:h:a", Long.toString(HOUR + PART / 2));
        append("0-0", "a");
        assertEquals(2L, ask("XLEN", "t:h:a"), "not with each append");
        ask("PEXPIRE", "t:h:a", Long.toString(HOUR - 1));
        EventId third = append("0-0", "a");
        assertEquals(2L, ask("XLEN", "t:h:a"), "but once it would go before its newest is too old");
        assertTrue((Long) ask("PTTL", "t:h:a") > HOUR);
        assertTrue(origin("a").isAfter(new EventId(1, 1)) && origin("a").isBefore(third));
    }

    @Test
    void a_history_that_begins_anew_vouches_for_no_more_than_the_retention() {
        append("0-0", "a");
        ask("HSET", "t:meta", "birth", "1-0");
        ask("DEL", "t:h:a");
        EventId again = append("0-0", "a");
        assertEquals(new EventId(again.ms() - HOUR, 0), origin("a"));
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
    void a_reading_tells_what_is_held_and_from_where_and_what_is_missing() {
        EventId one = append("0-0", "a");
        EventId two = append("0-0", "b");
        List<Object> page = read("0-0", one.toString(), "t:h:a", "t:h:b", "t:h:c");
        assertEquals(1, entries(page.get(3)).size());
        assertEquals(List.of(), entries(page.get(4)), "nothing yet, but later");
        assertEquals(origin("b").toString(), ((List<?>) page.get(4)).get(0));
        assertEquals(0L, page.get(5), "no history at all");
        assertEquals(
                List.of(), entries(read(two.toString(), two.toString(), "t:h:a").get(3)), "only older");
    }

    @Test
    void a_history_whose_origin_is_not_known_vouches_for_nothing() {
        append("0-0", "a");
        EventId last = append("0-0", "b");
        ask("DEL", "t:o:a");
        assertEquals(last.toString(), ((List<?>) read("0-0", "t:h:a").get(3)).get(0));
    }

    @Test
    void what_is_to_be_appended_once_is_remembered_beside_others_that_are_not() {
        EventId birth = opened("0-0", HOUR).get(0);
        List<String> keys = List.of(
                "t:meta",
                "t:tail",
                "t:work",
                "t:preferences",
                "t:h:a",
                "t:o:a",
                "t:r:a",
                "t:once:k",
                "t:h:b",
                "t:o:b",
                "t:r:b",
                "t:h:c",
                "t:o:c",
                "t:r:c");
        List<String> args = new ArrayList<>(List.of("0-0", Long.toString(HOUR), "10", "1000", "0"));
        args.addAll(List.of("a", "t", "1", "2", "e", "n"));
        args.addAll(List.of("b", "to", "1", "2", "e", "n", "print", "60000"));
        args.addAll(List.of("c", "t", "1", "2", "e", "n"));
        List<?> first = (List<?>) run("append", keys, args);
        List<?> again = (List<?>) run("append", keys, args);
        assertEquals(List.of("new", "new", "new"), outcomes(first));
        assertEquals(List.of("new", "same", "new"), outcomes(again));
        assertEquals(((List<?>) first.get(1)).get(0), ((List<?>) again.get(1)).get(0));
        assertEquals(List.of(2L, 1L, 2L), List.of(ask("XLEN", "t:h:a"), ask("XLEN", "t:h:b"), ask("XLEN", "t:h:c")));
        assertEquals(birth, origin("c"));
    }

    private static List<Object> outcomes(List<?> reply) {
        return reply.stream().<Object>map(one -> ((List<?>) one).get(1)).toList();
    }

    private static List<?> entries(Object channel) {
        return (List<?>) ((List<?>) channel).get(1);
    }

    private static EventId origin(String channel) {
        return EventId.parse((String) ask("GET", "t:o:" + channel));
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
        for (String history : histories) {
            keys.addAll(List.of(history, history.replace(":h:", ":o:"), history.replace(":h:", ":r:")));
        }
        return (List<Object>) run("read", keys, List.of(after, upTo, "100"));
    }

    private static EventId append(String seen, String... channels) {
        List<String> keys = new ArrayList<>(List.of("t:meta", "t:tail", "t:work", "t:preferences"));
        for (String channel : channels) {
            keys.addAll(List.of("t:h:" + channel, "t:o:" + channel, "t:r:" + channel));
        }
        List<String> args = new ArrayList<>(List.of(seen, Long.toString(HOUR), "10", "1000", "0"));
        String histories = Integer.toString(channels.length);
        args.addAll(List.of(String.join(" ", channels) + " x", "t", histories, "2", "e", "n"));
        List<?> outcomes = (List<?>) run("append", keys, args);
        return EventId.parse((String) ((List<?>) outcomes.get(0)).get(0));
    }

    private static EventId message(String channel, String body) {
        return EventId.parse(
                (String) appendOne(channel, "t", "4", "e", "message", "b", body).get(0));
    }

    private static List<?> revise(String channel, EventId message, String how, String body) {
        String event = how.equals("d") ? "message.deleted" : "message.edited";
        return appendOne(channel, "tr", "6", "e", event, "b", body, "n", "0." + message, message.toString(), how);
    }

    private static List<?> appendOne(String channel, String letters, String... entry) {
        List<String> keys = new ArrayList<>(List.of("t:meta", "t:tail", "t:work", "t:preferences"));
        keys.addAll(List.of("t:h:" + channel, "t:o:" + channel, "t:r:" + channel));
        List<String> args = new ArrayList<>(List.of("0-0", Long.toString(HOUR), "10", "1000", "0"));
        args.addAll(List.of(channel, letters, "1"));
        args.addAll(List.of(entry));
        return (List<?>) ((List<?>) run("append", keys, args)).get(0);
    }

    private static Object history(String channel, String from, String direction, int limit) {
        return run("history", List.of("t:h:" + channel, "t:r:" + channel), List.of(from, direction, "" + limit));
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
        return redis.execute(command);
    }
}
