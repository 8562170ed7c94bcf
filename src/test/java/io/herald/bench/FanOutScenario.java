package io.herald.bench;

import io.herald.bench.BenchMessages.ToRoom;
import io.herald.bench.DeliveryLedger.Reach;
import java.util.ArrayList;
import java.util.List;

/** One room with many in it. */
final class FanOutScenario implements Scenario {

    private static final String QUERY = "?room=" + BenchTokens.ROOM;
    private static final int SIZE = 200;

    /** Messages under way that are not yet with everybody, as fast as it goes. */
    private static final int WINDOW = 128;

    private static final int CALLS = 64;
    private int next = 1;

    @Override
    public List<Result> play(ScenarioFixture stage) {
        List<Result> results = new ArrayList<>();
        Options options = stage.options;
        StreamCrowd crowd = new StreamCrowd(stage.load, stage.tokens, false);
        crowd.open(1_000, QUERY);
        WarmUp.run(stage, seconds -> {
            phase(stage, crowd).paced("warm-up", 50, seconds);
            flatOut(stage, crowd, "warm-up", seconds);
        });
        if (options.wants("1,000 x 50/s")) {
            results.add(phase(stage, crowd).paced("1,000 x 50/s", 50, options.seconds()));
        }
        if (options.wants("1,000 flat out")) {
            results.add(flatOut(stage, crowd, "1,000 flat out", options.seconds()));
        }
        int many = options.connections();
        String large = "%,d x 10/s".formatted(many);
        if (options.wants(large)) {
            crowd.open(many - crowd.size(), QUERY);
            phase(stage, crowd).paced("warm-up", 10, 5);
            results.add(phase(stage, crowd).paced(large, 10, options.seconds()));
        }
        return results;
    }

    private Result flatOut(ScenarioFixture stage, StreamCrowd crowd, String name, int seconds) {
        return phase(stage, crowd)
                .flatOut(name, CALLS, (long) WINDOW * crowd.size(), seconds)
                .with("RSS, MB", Result.megabytes(stage.server().rssKilobytes()));
    }

    private PublishPhase phase(ScenarioFixture stage, StreamCrowd crowd) {
        DeliveryLedger ledger = new DeliveryLedger(Reach.ALL, crowd.size(), next);
        next += 1_000_000;
        return new PublishPhase(stage, crowd, new ToRoom(BenchTokens.ROOM, SIZE), ledger);
    }
}
