package io.herald.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class if Netty's leak detector has reported a buffer that was not released. JUnit registers it for every
 * class (META-INF/services) for this process. {@link HeraldProcess} checks other processes. A report follows the next
 * garbage collection, so it may name a class that ran earlier.
 */
public final class BufferLeaks implements BeforeAllCallback, AfterAllCallback {

    /**
     * Tracks every buffer, but not where it was used, because that makes deliveries several times as expensive. To see
     * these locations, run the failed test with {@code -Dio.netty.leakDetection.level=paranoid}.
     */
    static final List<String> OPTIONS =
            List.of("-Dio.netty.leakDetection.level=simple", "-Dio.netty.leakDetection.samplingInterval=1");

    private static final String REPORT = "LEAK: ";
    private static final String DETECTOR = "io.netty.util.ResourceLeakDetector";

    private final Reports reports = new Reports();

    static void assertNotIn(List<String> log) {
        List<String> reported =
                log.stream().filter(line -> line.contains(REPORT)).toList();
        if (!reported.isEmpty()) {
            throw new AssertionError("buffers were not released: " + reported);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Logger.getLogger(DETECTOR).addHandler(reports);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Logger.getLogger(DETECTOR).removeHandler(reports);
        assertNotIn(reports.drain());
    }

    private static final class Reports extends Handler {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        List<String> drain() {
            List<String> drained = List.copyOf(lines);
            lines.clear();
            return drained;
        }

        @Override
        public void publish(LogRecord entry) {
            lines.add(ExtLogRecord.wrap(entry).getFormattedMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
