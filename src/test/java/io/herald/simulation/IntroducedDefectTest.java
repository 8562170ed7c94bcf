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

    private static final long SEEDS = 200;
    private static SimulationProcess process;

    @BeforeAll
    static void prepare() {
        process = SimulationProcess.prepare();
    }

    @AfterAll
    static void restore() {
        process.close();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void the_simulation_finds_an_introduced_defect(IntroducedDefect defect) {
        assertTrue(process.call(() -> isFound(defect)), () -> "not found within " + SEEDS + " seeds");
    }

    private static boolean isFound(IntroducedDefect defect) {
        return LongStream.range(0, SEEDS)
                .anyMatch(seed -> !SimulationRun.run(Plan.of(seed), defect).isCorrect());
    }
}
