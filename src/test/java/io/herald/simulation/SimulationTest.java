package io.herald.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.herald.simulation.SimulationRun.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs random schedules with faults for a minute, or for another time with {@code -Dherald.simulation.seconds=10}. {@code
 * bench/simulate} runs more of them, and one again.
 */
class SimulationTest {

    private static final long TIME = Duration.ofSeconds(Integer.getInteger("herald.simulation.seconds", 60))
            .toNanos();

    private static SimulationProcess process;

    @BeforeAll
    static void prepare() {
        process = SimulationProcess.prepare();
    }

    @AfterAll
    static void restore() {
        process.close();
    }

    @Test
    void every_client_receives_every_event_once_in_order_or_a_reset() {
        String failure = process.call(SimulationTest::firstFailure);
        if (!failure.isEmpty()) {
            fail(failure);
        }
    }

    private static String firstFailure() {
        long begun = System.nanoTime();
        for (long seed = 0; System.nanoTime() - begun < TIME; seed++) {
            Plan plan = Plan.of(seed);
            if (!SimulationRun.run(plan).isCorrect()) {
                return FailureReport.of(plan, IntroducedDefect.NONE);
            }
        }
        return "";
    }

    @Test
    void a_seed_runs_in_the_same_way_each_time() {
        for (long seed = 0; seed < 5; seed++) {
            Plan plan = Plan.of(seed);
            Outcome first = process.call(() -> SimulationRun.run(plan));
            assertEquals(first, process.call(() -> SimulationRun.run(plan)));
        }
    }

    /** In this plan, connects fail after the preferences of their users were read. */
    @Test
    void garbage_collections_do_not_change_how_a_seed_runs() {
        Plan plan = Plan.of(129);
        Outcome first = process.call(() -> SimulationRun.run(plan, IntroducedDefect.NONE, () -> {}));
        assertEquals(first, process.call(() -> SimulationRun.run(plan, IntroducedDefect.NONE, System::gc)));
    }
}
