package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.hub.transport.CloseReason;
import io.herald.testing.CapturedLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of one socket or observer affects no other subscriber. */
class FanOutFaultTest {

    private final FanOutFixture fixture = new FanOutFixture();

    @Test
    void a_write_failure_closes_the_connection_and_does_not_delay_the_others() {
        RoomMember broken = fixture.members.get(3);
        broken.broken = true;
        fixture.append(2);
        fixture.append(3);
        fixture.loop.runAll();
        assertEquals(List.of(), broken.received);
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
        fixture.members.stream()
                .filter(member -> member != broken)
                .forEach(member -> assertEquals(List.of("2-0", "3-0"), member.received));
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class, AssertionError.class})
    void after_a_failed_fan_out_all_subscribers_read_the_batch_again_and_receive_it_once(
            Class<? extends Throwable> fault) throws Exception {
        fixture.members.get(3).framingFault = fault.getDeclaredConstructor().newInstance();
        fixture.append(2);
        fixture.append(3);
        fixture.loop.runAll();
        fixture.members.forEach(member -> assertEquals(List.of("2-0", "3-0"), member.received));
        assertEquals(3, fixture.completedBatches.get());
    }

    @Test
    void an_outlet_whose_is_full_throws_is_closed_and_does_not_delay_the_others() {
        RoomMember broken = fixture.members.get(3);
        broken.isFullFails = true;
        fixture.append(2);
        fixture.append(3);
        fixture.loop.runAll();
        assertEquals(CloseReason.UNAVAILABLE, broken.closeReason);
        fixture.members.stream()
                .filter(member -> member != broken)
                .forEach(member -> assertEquals(List.of("2-0", "3-0"), member.received));
    }

    @Test
    void an_observer_that_throws_does_not_stop_the_fan_out() {
        fixture.recordingFails = true;
        fixture.append(2);
        fixture.append(3);
        for (int step = 0; step < 100; step++) {
            fixture.loop.step();
        }
        fixture.members.forEach(member -> assertEquals(List.of("2-0", "3-0"), member.received));
        assertEquals(3, fixture.completedBatches.get());
    }

    @Test
    void a_defect_that_closes_all_connections_is_logged_with_one_stack_trace() {
        fixture.members.forEach(member -> member.broken = true);
        try (CapturedLog captured = CapturedLog.of("io.herald.hub")) {
            fixture.append(2);
            fixture.loop.runAll();
            assertEquals(
                    List.of(
                            "ERROR subscriber.failed transport=sse repeatsBefore=0",
                            "ERROR subscriber.failed transport=sse repeats=10 reason=java.lang.IllegalStateException"),
                    captured.lines());
        }
    }
}
