package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class RepeatedQueryFailureFilterTest {

    private static boolean isTold(String message, String where) {
        IllegalStateException thrown = new IllegalStateException(message);
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 90),
            new StackTraceElement(where, "lambda$execute$3", "Some.java", 216)
        });
        LogRecord told = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
        told.setThrown(thrown);
        return new RepeatedQueryFailureFilter().isLoggable(told);
    }

    @Test
    void only_a_pool_that_comes_too_late_is_left_out() {
        assertFalse(isTold("Result is already complete", "io.vertx.sqlclient.impl.pool.SqlConnectionPool"));
        assertTrue(isTold("Result is already complete", "io.herald.redis.connection.RedisLink"));
        assertTrue(isTold("Something else", "io.vertx.sqlclient.impl.pool.SqlConnectionPool"));
        assertTrue(
                new RepeatedQueryFailureFilter().isLoggable(new LogRecord(Level.SEVERE, "Result is already complete")));
    }
}
