package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class LogLineBufferTest {

    private final LogLineBuffer lines = new LogLineBuffer();

    private void log(Level level, String logger, String format, Object... values) {
        ExtLogRecord told =
                new ExtLogRecord(level, format, ExtLogRecord.FormatStyle.PRINTF, LogLineBufferTest.class.getName());
        told.setLoggerName(logger);
        told.setParameters(values);
        lines.publish(told);
    }

    @Test
    void tells_a_line_once_with_its_level_and_room() {
        log(Level.WARNING, "io.herald.redis.tail.TailSequence", "log.tail.gap partition=%d", 3);
        List<LogLineBuffer.Line> told = lines.drain();
        assertEquals(1, told.size());
        assertEquals("warn", told.get(0).level());
        assertEquals("redis", told.get(0).source());
        assertEquals("log.tail.gap partition=3", told.get(0).text());
        assertEquals(List.of(), lines.drain());
    }

    @Test
    void holds_the_last_ones_of_a_storm_and_says_how_many_it_left_out() {
        for (int i = 0; i < 1_000; i++) {
            log(Level.INFO, "io.herald.ws", "line %d", i);
        }
        List<LogLineBuffer.Line> told = lines.drain();
        assertEquals(64, told.size());
        assertEquals(936, told.get(0).missed());
        assertEquals("line 999", told.get(63).text());
        assertEquals(0, told.get(1).missed());
    }

    @Test
    void cuts_what_is_too_long() {
        log(Level.INFO, "io.herald.ws", "%s", "x".repeat(10_000));
        assertEquals(501, lines.drain().get(0).text().length());
    }
}
