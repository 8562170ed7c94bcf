package io.herald.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One start without load: the time until the service is ready, and what it has cost until then. */
final class StartCost implements Scenario {

    private static final int IDLE_SECONDS = 5;

    @Override
    public List<Result> run(ScenarioFixture fixture) {
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("ready after, s", Result.decimal(fixture.readyAfterMillis / 1e3));
        figures.put("CPU until ready, s", Result.decimal(fixture.cpuUntilReadyMicros / 1e6));
        figures.put("RSS ready, MB", Result.megabytes(fixture.server().rssKilobytes()));
        ScenarioFixture.pause(IDLE_SECONDS * 1_000L);
        figures.put("RSS idle, MB", Result.megabytes(fixture.server().rssKilobytes()));
        Path executable = Path.of(fixture.launcher.command().get(0));
        figures.put("executable, MB", Result.megabytes(executable.toFile().length() / 1024));
        return List.of(new Result(fixture.launcher.name(), figures));
    }
}
