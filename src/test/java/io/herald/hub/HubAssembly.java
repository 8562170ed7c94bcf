package io.herald.hub;

import io.herald.access.RoomPolicy;
import io.herald.hub.fanout.TimeSlice;
import io.herald.hub.filters.PreferenceFilters;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.transport.ConnectionListener;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.log.DeliveryListener;
import io.herald.log.EventLog;
import io.herald.log.LogConfig;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** Assembles the hub of one instance, as CDI does. */
public final class HubAssembly {

    private final Hub hub;
    private final EventLog log;
    private final RoomAccessReview review;
    private final RoomPolicy policy;
    private final Clock clock;

    /** The sources of nondeterminism. */
    public record Environment(Clock clock, LongSupplier nanos, LongUnaryOperator random, Supplier<TimeSlice> slices) {}

    public HubAssembly(
            EventLog log,
            StreamConfig config,
            Environment environment,
            ConnectionListener connections,
            RoomPolicy policy) {
        this.hub = new Hub(
                log,
                config,
                new HubEnvironment(environment.clock, environment.nanos, environment.random, environment.slices),
                new HubListeners(connections, DeliveryListener.NONE, millis -> {}, DeliveryTracer.NONE));
        this.review = new RoomAccessReview(policy);
        this.log = log;
        this.policy = policy;
        this.clock = environment.clock;
    }

    public Hub hub() {
        return hub;
    }

    public RoomAccessReview review() {
        return review;
    }

    public SubscriptionAuthorizer authorizer(Limits limits, LimitsConfig config, PreferenceFilters filters) {
        return new SubscriptionAuthorizer(policy, review, limits, config, hub, filters, new ConnectRefusals(), clock);
    }

    /** Starts to release the users without connections, if the instance follows addressed tails. */
    public void startSweep(LogConfig settings, PeriodicTasks tasks, Duration period) {
        new RegistrationSweep(hub, log, settings, tasks, period).start(new StartupEvent());
    }

    public void start() {
        hub.start(new StartupEvent());
    }
}
