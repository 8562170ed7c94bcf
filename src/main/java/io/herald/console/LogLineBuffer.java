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

    private static final int HELD = 64;
    private static final int LONGEST = 500;
    private static final String HOUSE = "io.herald.";

    private final Deque<Line> held = new ArrayDeque<>();
    private int missed;

    /**
     * A log line.
     *
     * @param source the package of the service that logged it
     * @param missed how many lines before this one were evicted
     */
    record Line(String at, String level, String source, String text, int missed) {
        Line missing(int more) {
            return new Line(at, level, source, text, more);
        }
    }

    LogLineBuffer() {
        setLevel(Level.INFO);
    }

    @Override
    protected void doPublish(ExtLogRecord told) {
        add(line(told));
        super.doPublish(told);
    }

    private synchronized void add(Line line) {
        if (held.size() == HELD) {
            missed++;
            held.removeFirst();
        }
        held.addLast(line);
    }

    /** Removes and returns all buffered lines. */
    synchronized List<Line> take() {
        List<Line> taken = new ArrayList<>(held);
        if (!taken.isEmpty()) {
            taken.set(0, taken.get(0).missing(missed));
            missed = 0;
        }
        held.clear();
        return taken;
    }

    private static Line line(ExtLogRecord told) {
        String text = told.getFormattedMessage();
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return new Line(Envelope.time(told.getInstant()), level(told.getLevel()), source(told), shown, 0);
    }

    private static String level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return "error";
        }
        return level.intValue() >= Level.WARNING.intValue() ? "warn" : "info";
    }

    private static String source(ExtLogRecord told) {
        String logger = String.valueOf(told.getLoggerName());
        String inside = logger.startsWith(HOUSE) ? logger.substring(HOUSE.length()) : logger;
        return inside.split("\\.", 2)[0];
    }
}
