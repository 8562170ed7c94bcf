package io.herald.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Shows that the simulation can fail: it finds each defect within some seeds. {@code docs/simulation.md} lists more of them. */
class IntroducedDefectTest {

    private static final long SEEDS = 150;
    private static MutedLog muted;

    @BeforeAll
    static void mute() {
        muted = MutedLog.mute();
    }

    @AfterAll
    static void unmute() {
        muted.close();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void the_simulation_finds_an_introduced_defect(IntroducedDefect defect) {
        assertTrue(
                LongStream.range(0, SEEDS)
                        .anyMatch(seed ->
                                !SimulationRun.run(Plan.of(seed), defect).isCorrect()),
                () -> "not found within " + SEEDS + " seeds");
    }
}
