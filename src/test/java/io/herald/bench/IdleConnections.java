package io.herald.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Idle connections: the memory and CPU that each costs, and the rate at which they open. */
final class IdleConnections implements Scenario {

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        int connections = scenarioFixture.options.connections();
        StreamClients streamClients = new StreamClients(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        scenarioFixture.settle();
        long rssBefore = scenarioFixture.server().rssKilobytes();
        long cpu = scenarioFixture.server().cpuMicros();
        double seconds = streamClients.open(connections, "");
        cpu = scenarioFixture.server().cpuMicros() - cpu;
        long rssOpened = scenarioFixture.server().rssKilobytes();
        scenarioFixture.settle();
        ScenarioFixture.pause(25_000);
        long rssAfter = scenarioFixture.server().rssKilobytes();
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("connects/s", Result.number(connections / seconds));
        figures.put("µs per connection", Result.number((double) cpu / connections));
        figures.put("refused connections", Integer.toString(streamClients.refused()));
        figures.put("RSS before, MB", Result.megabytes(rssBefore));
        figures.put("RSS after opening, MB", Result.megabytes(rssOpened));
        figures.put("RSS after 25 s, MB", Result.megabytes(rssAfter));
        figures.put("KB per connection", Result.decimal((double) (rssAfter - rssBefore) / connections));
        figures.put("KB per connection, all RSS", Result.decimal((double) rssAfter / connections));
        return List.of(new Result(connections + " streams", figures));
    }
}
