package io.herald.outbox;

import io.herald.database.DatabaseUnavailable;
import io.herald.database.SqlState;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is known of a database: whether it answers, and how far its rows are behind. Thread-safe. */
public final class OutboxState {

    private static final Logger LOG = Logger.getLogger(OutboxState.class);

    /** SQLSTATE: no such schema, table or function. */
    private static final Set<String> NOT_INSTALLED = Set.of("3F000", "42P01", "42883");

    /** More than a peak of load, or the end of a long transaction, explains. */
    private static final Duration BEHIND_AFTER = Duration.ofSeconds(10);

    private final String name;
    private final LongAdder sent = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile Measurement measurement = new Measurement(0, 0, 0);
    private volatile @Nullable String failure;
    private volatile boolean answered;

    /**
     * @param lagSeconds the age of the oldest row that is not sent and that no dead row holds up
     * @param rows the rows that are not sent, counted up to a limit
     * @param dead the dead rows, counted up to a limit
     */
    record Measurement(double lagSeconds, long rows, long dead) {}

    OutboxState(String name) {
        this.name = name;
    }

    /** Returns the name of the database in the settings. */
    public String name() {
        return name;
    }

    /** Returns the state as the health check reports it. */
    public String description() {
        String current = failure;
        if (current != null) {
            return "degraded: " + current;
        }
        if (!answered) {
            return "connecting";
        }
        return isBehind() ? "degraded: behind" : "up to date";
    }

    /** Returns whether rows wait for longer than usual, or nobody knows whether they do. */
    public boolean isDegraded() {
        return failure != null || isBehind();
    }

    /** Returns the number of rows that Herald has rejected permanently. */
    public long dead() {
        return measurement.dead();
    }

    boolean isConnected() {
        return answered && failure == null;
    }

    double lagSeconds() {
        return measurement.lagSeconds();
    }

    long rows() {
        return measurement.rows();
    }

    long sent() {
        return sent.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    void measured(Measurement current) {
        measurement = current;
        answered = true;
        if (failure != null) {
            failure = null;
            LOG.infof("outbox.database.restored database=%s", name);
        }
    }

    void processed(BatchResult result) {
        sent.add(result.sent().size());
        rejected.add(result.rejected().size());
        // Without the reason, which may quote the row. It is stored beside the row in the database.
        result.rejected().keySet().forEach(row -> LOG.warnf("outbox.row.rejected database=%s row=%d", name, row.id()));
    }

    /** Records that the database does not answer, or not as expected. Logs the first failure of an outage. */
    void failed(Throwable cause) {
        boolean isNew = failure == null;
        failure = describe(cause);
        LOG.logf(
                isNew ? Logger.Level.WARN : Logger.Level.DEBUG,
                "outbox.database.failed database=%s reason=\"%s\"",
                name,
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    private static String describe(Throwable cause) {
        String state = SqlState.of(cause);
        if (state != null && NOT_INSTALLED.contains(state)) {
            return "not installed";
        }
        return DatabaseUnavailable.isCauseOf(cause) ? "unreachable" : "failing";
    }

    private boolean isBehind() {
        return measurement.lagSeconds() > BEHIND_AFTER.toSeconds();
    }
}
