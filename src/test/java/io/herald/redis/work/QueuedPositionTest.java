package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.EventId;
import io.herald.redis.connection.Script;
import io.herald.testing.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The position that the append script queues for the projections, on a real Redis. */
class QueuedPositionTest {

    private static final String HOUR = "3600000";
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
    void what_is_delivered_has_its_id_in_the_log() {
        List<EventId> ids = append("wt", "wt");
        assertEquals(ids, queued());
    }

    @Test
    void what_is_stored_and_not_delivered_comes_between_what_was_appended_before_and_after_it() {
        append("w", "wt", "w", "w", "wt", "w", "wt");
        List<EventId> queued = queued();
        assertEquals(queued.stream().sorted().toList(), queued);
        assertTrue(queued.get(1).isBefore(queued.get(4)));
        assertTrue(queued.get(4).isBefore(queued.get(6)));
    }

    @Test
    void positions_do_not_go_back_when_the_clock_does() {
        redis.execute("HSET", "t:meta", "last", "9999999999999-3", "birth", "1-0", "retention", HOUR, "unsure", "0-0");
        append("w", "wt", "w");
        assertEquals(
                List.of(
                        new EventId(9_999_999_999_999L, 3),
                        new EventId(9_999_999_999_999L, 4),
                        new EventId(9_999_999_999_999L, 4)),
                queued());
    }

    private static List<EventId> append(String... letters) {
        List<String> keys = new ArrayList<>(List.of("t:meta", "t:tail", "t:work", "t:preferences"));
        List<String> args = new ArrayList<>(List.of("0-0", HOUR, "10", "1000", "1000"));
        for (String each : letters) {
            args.addAll(List.of("user:a", each, "0", "2", "e", "n"));
        }
        List<String> command =
                new ArrayList<>(List.of("EVAL", Script.load("append").source()));
        command.add(Integer.toString(keys.size()));
        command.addAll(keys);
        command.addAll(args);
        return ((List<?>) redis.execute(command.toArray(String[]::new)))
                .stream()
                        .map(outcome -> EventId.parse((String) ((List<?>) outcome).get(0)))
                        .toList();
    }

    private static List<EventId> queued() {
        return ((List<?>) redis.execute("XRANGE", "t:work", "-", "+"))
                .stream()
                        .map(entry -> (List<?>) ((List<?>) entry).get(1))
                        .map(fields -> EventId.parse((String) fields.get(fields.indexOf("i") + 1)))
                        .toList();
    }
}
