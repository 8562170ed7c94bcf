package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class LogLineBufferTest {

    private final LogLineBuffer lines = new LogLineBuffer();

    private void log(Level level, String logger, String format, Object... values) {
        ExtLogRecord record =
                new ExtLogRecord(level, format, ExtLogRecord.FormatStyle.PRINTF, LogLineBufferTest.class.getName());
        record.setLoggerName(logger);
        record.setParameters(values);
        lines.publish(record);
    }

    @Test
    void a_line_is_drained_once_with_its_level_and_source() {
        log(Level.WARNING, "io.herald.redis.tail.TailSequence", "tail.gap.detected partition=%d", 3);
        List<LogLineBuffer.Line> drained = lines.drain();
        assertEquals(1, drained.size());
        assertEquals("warn", drained.get(0).level());
        assertEquals("redis", drained.get(0).source());
        assertEquals("tail.gap.detected partition=3", drained.get(0).text());
        assertEquals(List.of(), lines.drain());
    }

    @Test
    void a_full_buffer_keeps_the_newest_lines_and_counts_the_dropped_ones() {
        for (int i = 0; i < 1_000; i++) {
            log(Level.INFO, "io.herald.ws", "line %d", i);
        }
        List<LogLineBuffer.Line> drained = lines.drain();
        assertEquals(64, drained.size());
        assertEquals(936, drained.get(0).missed());
        assertEquals("line 999", drained.get(63).text());
        assertEquals(0, drained.get(1).missed());
    }

    @Test
    void a_long_line_is_truncated() {
        log(Level.INFO, "io.herald.ws", "%s", "x".repeat(10_000));
        assertEquals(501, lines.drain().get(0).text().length());
    }
}
