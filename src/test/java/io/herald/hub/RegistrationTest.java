package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.event.Channel;
import io.herald.hub.filters.PreferenceFiltersAssembly;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.hub.transport.Transport;
import io.herald.limits.Limits;
import io.herald.limits.LimitsAssembly;
import io.herald.limits.LimitsConfig;
import io.herald.problem.Problem;
import io.herald.redis.history.SimulatedLog;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks that a connect registers its user at the log only if it is accepted: a client that is refused retries at other instances. */
class RegistrationTest {

    private static final Channel ALICE = Channel.user("alice");

    /** A bucket that is empty remains so for half a second. */
    private static final int CONNECTS_PER_SECOND = 2;

    private final SimulatedInstance instance = new SimulatedInstance(
            new SimulatedLog(new SimulatedLog.Settings(1, 10, 10, 10), () -> 1),
            new FixedStreamConfig(10, 1),
            new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10)),
            new Random(0));
    private final LimitsConfig config = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(LimitsConfig.class)
            .withDefaultValue("herald.limits.connects-per-second", Integer.toString(CONNECTS_PER_SECOND))
            .build()
            .getConfigMapping(LimitsConfig.class);
    private final Limits limits = LimitsAssembly.of(config);
    private final SettableRoomPolicy policy = new SettableRoomPolicy();
    private final SubscriptionAuthorizer authorizer = new SubscriptionAuthorizer(
            policy,
            new RoomAccessReview(policy),
            limits,
            config,
            instance.hub,
            PreferenceFiltersAssembly.withoutPreferences(),
            new ConnectRefusals(),
            Clock.systemUTC());

    @BeforeEach
    void openTail() {
        instance.settle();
    }

    private SubscriptionSpec connect() {
        Caller caller =
                new Caller("alice", Set.of(), RoomPatterns.NONE, RoomPatterns.NONE, Instant.MAX, Instant.EPOCH, null);
        return authorizer.staying(caller, Set.of()).await().indefinitely();
    }

    @Test
    void an_accepted_connect_registers_its_user() {
        assertNull(authorizer.refusal(Transport.SSE, connect()));
        assertEquals(List.of(ALICE), instance.link.registered());
    }

    @Test
    void a_connect_beyond_the_rate_registers_no_user() {
        while (limits.tryAcquireConnect()) {}
        assertEquals(RefusalReason.OVERLOAD, authorizer.refusal(Transport.SSE, connect()));
        assertEquals(List.of(), instance.link.registered());
    }

    @Test
    void a_drain_registers_no_user() {
        instance.hub.drain(Duration.ofSeconds(1));
        assertEquals(RefusalReason.DRAINING, authorizer.refusal(Transport.SSE, connect()));
        assertEquals(List.of(), instance.link.registered());
    }

    /** An accepted connect counts once: its refusal is asked for again when it subscribes. */
    @Test
    void a_connect_takes_one_of_the_rate() {
        for (int i = 0; i < CONNECTS_PER_SECOND; i++) {
            assertNull(authorizer.refusal(Transport.SSE, connect()));
        }
    }

    /** Redis cannot execute the script, for example while the slot of the partition moves. */
    @Test
    void a_connect_whose_user_cannot_be_registered_is_refused_because_of_the_log() {
        instance.link.failRegistrations(
                Problem.unavailable("moving", Duration.ofSeconds(1)).asException());
        assertEquals(RefusalReason.LOG, authorizer.refusal(Transport.SSE, connect()));
    }
}
