package io.herald.bench;

import java.util.List;

/** One table of the report. Gets a stage of its own, and ends by itself. */
interface Scenario {

    List<Result> play(ScenarioFixture scenarioFixture);
}
