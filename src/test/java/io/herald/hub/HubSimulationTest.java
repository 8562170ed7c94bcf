package io.herald.hub;

import io.herald.hub.Simulation.Faults;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs random schedules with faults. No event is lost without a reset, none is repeated, and all clients see one order. A
 * failure names its seed, which reproduces it.
 */
class HubSimulationTest {

    /** {@code -Dherald.simulation.factor=100} runs more seeds. */
    private static final int FACTOR = Integer.getInteger("herald.simulation.factor", 1);

    /** {@code -Dherald.simulation.seed=926} runs one seed. */
    private static final Integer SEED = Integer.getInteger("herald.simulation.seed");

    private static final Logger LOG = Logger.getLogger("io.herald.redis");
    private static final int STEPS = 1_500;

    /** Each run starts dozens of instances, and each start writes log lines. */
    @BeforeAll
    static void muteLog() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void unmuteLog() {
        LOG.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void without_faults_every_client_receives_every_event(int partitions) {
        runSeeds(20, partitions, Faults.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void with_faults_no_event_is_lost_without_a_reset_or_repeated(int partitions) {
        runSeeds(120, partitions, Faults.ALL);
    }

    private static void runSeeds(int seeds, int partitions, Faults faults) {
        if (SEED != null) {
            run(SEED, partitions, faults);
            return;
        }
        for (int seed = 0; seed < seeds * FACTOR; seed++) {
            run(seed, partitions, faults);
        }
    }

    private static void run(int seed, int partitions, Faults faults) {
        try {
            new Simulation(seed, partitions, faults).run(STEPS);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
