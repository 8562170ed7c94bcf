package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.redis.history.SimulatedLog;
import io.herald.redis.tail.SimulatedLink;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Checks when a connect registers its user at the log. */
class RegistrationTest {

    private static final Channel ALICE = Channel.user("alice");
    private static final Channel BOB = Channel.user("bob");

    private final SimulatedLink link =
            new SimulatedLink(new SimulatedLog(new SimulatedLog.Settings(1, 10, 10, 10), () -> 1), new Random(0));
    private final Hub hub = new Hub(
            link,
            new FixedStreamConfig(10, 1),
            new HubEnvironment(Clock.systemUTC(), () -> 0, bound -> 0, () -> new FixedTimeSlice(() -> 10)));

    @Test
    void a_drain_registers_no_user() {
        hub.register(ALICE).await().indefinitely();
        hub.drain(Duration.ofSeconds(1));
        hub.register(BOB).await().indefinitely();
        assertEquals(List.of(ALICE), link.registered());
    }
}
