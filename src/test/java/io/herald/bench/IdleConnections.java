package io.herald.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Connections that only wait: what each costs in memory, and how fast they come. */
final class IdleConnections implements Scenario {

    @Override
    public List<Result> play(ScenarioFixture scenarioFixture) {
        int connections = scenarioFixture.options.connections();
        StreamCrowd streamCrowd = new StreamCrowd(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        scenarioFixture.settle();
        long before = scenarioFixture.server().rssKilobytes();
        long cpu = scenarioFixture.server().cpuMicros();
        double seconds = streamCrowd.open(connections, "");
        cpu = scenarioFixture.server().cpuMicros() - cpu;
        long opened = scenarioFixture.server().rssKilobytes();
        scenarioFixture.settle();
        ScenarioFixture.pause(25_000);
        long after = scenarioFixture.server().rssKilobytes();
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("connects/s", Result.number(connections / seconds));
        figures.put("µs a connect", Result.number((double) cpu / connections));
        figures.put("turned away", Integer.toString(streamCrowd.turnedAway()));
        figures.put("RSS before, MB", Result.megabytes(before));
        figures.put("RSS opened, MB", Result.megabytes(opened));
        figures.put("RSS after 25 s, MB", Result.megabytes(after));
        figures.put("KB a connection", Result.decimal((double) (after - before) / connections));
        figures.put("KB a connection, all RSS", Result.decimal((double) after / connections));
        return List.of(new Result(connections + " streams", figures));
    }
}
