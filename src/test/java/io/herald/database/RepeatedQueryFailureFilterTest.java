package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class RepeatedQueryFailureFilterTest {

    private static boolean isLogged(String message, String throwingClass) {
        IllegalStateException thrown = new IllegalStateException(message);
        thrown.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("io.vertx.core.Promise", "fail", "Promise.java", 90),
            new StackTraceElement(throwingClass, "lambda$execute$3", "Some.java", 216)
        });
        LogRecord logRecord = new LogRecord(Level.SEVERE, "Uncaught exception received by Vert.x");
        logRecord.setThrown(thrown);
        return new RepeatedQueryFailureFilter().isLoggable(logRecord);
    }

    @Test
    void only_a_repeated_result_of_the_pool_is_suppressed() {
        assertFalse(isLogged("Result is already complete", "io.vertx.sqlclient.impl.pool.SqlConnectionPool"));
        assertTrue(isLogged("Result is already complete", "io.herald.redis.connection.RedisLink"));
        assertTrue(isLogged("Something else", "io.vertx.sqlclient.impl.pool.SqlConnectionPool"));
        assertTrue(
                new RepeatedQueryFailureFilter().isLoggable(new LogRecord(Level.SEVERE, "Result is already complete")));
    }
}
