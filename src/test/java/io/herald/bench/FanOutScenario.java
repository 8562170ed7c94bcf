package io.herald.bench;

import io.herald.bench.BenchMessages.RoomEvents;
import io.herald.bench.DeliveryLedger.Recipients;
import java.util.ArrayList;
import java.util.List;

/** One room with many subscribers. */
final class FanOutScenario implements Scenario {

    private static final String QUERY = "?room=" + BenchTokens.ROOM;
    private static final int SIZE = 200;

    /** The maximum of messages that some client has not received, in the phases at the maximum rate. */
    private static final int MAX_UNDELIVERED = 128;

    private static final int CONCURRENT_CALLS = 64;
    private int next = 1;

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        List<Result> results = new ArrayList<>();
        Options options = scenarioFixture.options;
        StreamClients streamClients = new StreamClients(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        streamClients.open(1_000, QUERY);
        WarmUp.run(scenarioFixture, seconds -> {
            phase(scenarioFixture, streamClients).paced("warm-up", 50, seconds);
            atMaximumRate(scenarioFixture, streamClients, "warm-up", seconds);
        });
        if (options.includes("1,000 x 50/s")) {
            results.add(phase(scenarioFixture, streamClients).paced("1,000 x 50/s", 50, options.seconds()));
        }
        if (options.includes("1,000 at the maximum rate")) {
            results.add(atMaximumRate(scenarioFixture, streamClients, "1,000 at the maximum rate", options.seconds()));
        }
        int many = options.connections();
        String large = "%,d x 10/s".formatted(many);
        if (options.includes(large)) {
            streamClients.open(many - streamClients.size(), QUERY);
            phase(scenarioFixture, streamClients).paced("warm-up", 10, 5);
            results.add(phase(scenarioFixture, streamClients).paced(large, 10, options.seconds()));
        }
        return results;
    }

    private Result atMaximumRate(
            ScenarioFixture scenarioFixture, StreamClients streamClients, String name, int seconds) {
        return phase(scenarioFixture, streamClients)
                .atMaximumRate(name, CONCURRENT_CALLS, (long) MAX_UNDELIVERED * streamClients.size(), seconds)
                .with("RSS, MB", Result.megabytes(scenarioFixture.server().rssKilobytes()));
    }

    private PublishPhase phase(ScenarioFixture scenarioFixture, StreamClients streamClients) {
        DeliveryLedger deliveryLedger = new DeliveryLedger(Recipients.ALL, streamClients.size(), next);
        next += 1_000_000;
        return new PublishPhase(scenarioFixture, streamClients, new RoomEvents(BenchTokens.ROOM, SIZE), deliveryLedger);
    }
}
