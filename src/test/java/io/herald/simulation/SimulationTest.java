package io.herald.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs random schedules with faults. {@code bench/simulate} runs more of them, and one again. */
class SimulationTest {

    private static final long TIME = Duration.ofSeconds(10).toNanos();
    private static final long SEEDS = 1_000;
    private static MutedLog muted;

    @BeforeAll
    static void mute() {
        muted = MutedLog.mute();
    }

    @AfterAll
    static void unmute() {
        muted.close();
    }

    @Test
    void every_client_receives_every_event_once_in_order_or_a_reset() {
        long begun = System.nanoTime();
        for (long seed = 0; seed < SEEDS && System.nanoTime() - begun < TIME; seed++) {
            Plan plan = Plan.of(seed);
            if (!SimulationRun.run(plan).isCorrect()) {
                fail(FailureReport.of(plan, IntroducedDefect.NONE));
            }
        }
    }

    @Test
    void a_seed_runs_in_the_same_way_each_time() {
        for (long seed = 0; seed < 3; seed++) {
            assertEquals(SimulationRun.run(Plan.of(seed)), SimulationRun.run(Plan.of(seed)));
        }
    }
}
