package io.herald.hub;

import io.herald.hub.Simulation.Faults;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens in whatever order: no loss is untold, nothing is repeated, all see one order. A failure names its
 * seed, which fails again in the same way.
 */
class HubSimulationTest {

    /** More of them for a night: {@code -Dherald.simulation.factor=100}. */
    private static final int FACTOR = Integer.getInteger("herald.simulation.factor", 1);

    /** One of them alone: {@code -Dherald.simulation.seed=926}. */
    private static final Integer SEED = Integer.getInteger("herald.simulation.seed");

    private static final Logger LOG = Logger.getLogger("io.herald.redis");
    private static final int STEPS = 1_500;

    /** Each run starts instances by the dozen, and each of them says so. */
    @BeforeAll
    static void hush() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void unhush() {
        LOG.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void without_faults_everybody_gets_everything(int partitions) {
        runs(20, partitions, Faults.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatever_fails_nothing_is_lost_untold_or_repeated(int partitions) {
        runs(120, partitions, Faults.ALL);
    }

    private static void runs(int runs, int partitions, Faults faults) {
        if (SEED != null) {
            run(SEED, partitions, faults);
            return;
        }
        for (int seed = 0; seed < runs * FACTOR; seed++) {
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
