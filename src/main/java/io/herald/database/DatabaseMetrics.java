package io.herald.database;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Renames the metrics of the PostgreSQL client and records call durations as a histogram, as for Redis. By default, the
 * client reports only the mean. Migrations are not included: they use JDBC. Connections to the databases of other services are
 * not included either: their speed says nothing about the service's own database.
 */
@Singleton
public final class DatabaseMetrics implements MeterFilter {

    private static final String UNMEASURED = "unmeasured";

    /** The metrics name of connections that are not measured, in the format of Quarkus: a prefix and a name of the client. */
    public static final String NOT_MEASURED = UNMEASURED + "|" + UNMEASURED;

    private static final String CALLS = "herald.postgresql.calls";

    /** Maps the client's names to ours. Its labels identify the database; there is only one, so they are removed. */
    private static final Map<String, String> NAMES = Map.of(
            "postgresql.processing", CALLS,
            "postgresql.current", CALLS + ".active",
            "postgresql.reset", CALLS + ".failed");

    private static final double[] BUCKETS = LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 4_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    private static boolean isMeasured(Meter.Id id) {
        return !UNMEASURED.equals(id.getTag("clientName"));
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return isMeasured(id) ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!isMeasured(id)) {
            return id;
        }
        String name = NAMES.get(id.getName());
        return name == null ? id : id.withName(name).replaceTags(Tags.empty());
    }

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals(CALLS)
                ? DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(BUCKETS)
                        .build()
                        .merge(config)
                : config;
    }
}
