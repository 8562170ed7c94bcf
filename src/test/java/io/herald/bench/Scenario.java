package io.herald.bench;

import java.util.List;

/** A scenario of the benchmark: one table of the report. It runs with its own fixture and returns after a limited time. */
interface Scenario {

    List<Result> run(ScenarioFixture scenarioFixture);
}
