package io.herald.console;

import io.herald.event.Envelope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Level;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Buffers log lines until they are published. The buffer is bounded: a burst of lines evicts the oldest, and the next
 * published line contains the number of evicted lines. Publishing all of them would amplify the burst.
 */
final class LogLineBuffer extends ExtHandler {

    private static final int CAPACITY = 64;
    private static final int MAX_TEXT_LENGTH = 500;
    private static final String OWN_PACKAGE = "io.herald.";

    private final Deque<Line> lines = new ArrayDeque<>();
    private int missed;

    /**
     * A log line.
     *
     * @param source the package of the service that logged it
     * @param missed how many lines before this one were evicted
     */
    record Line(String at, String level, String source, String text, int missed) {
        Line withMissed(int count) {
            return new Line(at, level, source, text, count);
        }
    }

    LogLineBuffer() {
        setLevel(Level.INFO);
    }

    @Override
    protected void doPublish(ExtLogRecord record) {
        add(line(record));
        super.doPublish(record);
    }

    private synchronized void add(Line line) {
        if (lines.size() == CAPACITY) {
            missed++;
            lines.removeFirst();
        }
        lines.addLast(line);
    }

    /** Removes and returns all buffered lines. */
    synchronized List<Line> drain() {
        List<Line> drained = new ArrayList<>(lines);
        if (!drained.isEmpty()) {
            drained.set(0, drained.get(0).withMissed(missed));
            missed = 0;
        }
        lines.clear();
        return drained;
    }

    private static Line line(ExtLogRecord record) {
        String text = record.getFormattedMessage();
        String shown = text.length() > MAX_TEXT_LENGTH ? text.substring(0, MAX_TEXT_LENGTH) + "…" : text;
        return new Line(Envelope.time(record.getInstant()), level(record.getLevel()), source(record), shown, 0);
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        return level.intValue() >= Level.WARNING.intValue() ? "warn" : "info";
    }

    private static String source(ExtLogRecord record) {
        String logger = String.valueOf(record.getLoggerName());
        String relative = logger.startsWith(OWN_PACKAGE) ? logger.substring(OWN_PACKAGE.length()) : logger;
        return relative.split("\\.", 2)[0];
    }
}
