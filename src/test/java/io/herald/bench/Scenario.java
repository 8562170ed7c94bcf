package io.herald.bench;

import java.util.List;
import java.util.Map;

/** A scenario of the benchmark: one table of the report. It runs with its own fixture and returns after a limited time. */
interface Scenario {

    /** Returns the settings of the service that the scenario needs. */
    default Map<String, String> settings() {
        return Map.of();
    }

    List<Result> run(ScenarioFixture scenarioFixture);
}
