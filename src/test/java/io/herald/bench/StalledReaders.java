package io.herald.bench;

import io.herald.bench.BenchMessages.ToRoom;
import io.herald.bench.DeliveryLedger.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Readers that have stopped reading, beside a thousand that have not: what the others notice, and what memory they take. */
final class StalledReaders implements Scenario {

    private static final int LIVE = 1_000;
    private static final int BIG = 16 * 1024;
    private static final int BIG_A_SECOND = 50;
    private static final String OTHER_ROOM = BenchTokens.ROOM + "-big";

    private int next = 1;
    private int stalled;

    @Override
    public List<Result> play(ScenarioFixture scenarioFixture) {
        StreamCrowd streamCrowd = new StreamCrowd(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        streamCrowd.open(LIVE, "?room=" + BenchTokens.ROOM);
        // Only the stalled follow the other room, and it is what fills their sockets within seconds.
        ToRoom big = new ToRoom(OTHER_ROOM, BIG);
        scenarioFixture
                .loadLoop
                .loop()
                .scheduleAtFixedRate(
                        () -> scenarioFixture.publisher.post(big.path(0), big.json(0, 0), (status, body) -> {}),
                        0,
                        1_000 / BIG_A_SECOND,
                        TimeUnit.MILLISECONDS);
        WarmUp.run(scenarioFixture, seconds -> phase(scenarioFixture, streamCrowd, "warm-up", seconds));
        List<Result> results = new ArrayList<>();
        for (int readers : List.of(0, 1, 20)) {
            stall(scenarioFixture, streamCrowd, readers);
            results.add(phase(scenarioFixture, streamCrowd, readers + " stalled", scenarioFixture.options.seconds()));
        }
        return results;
    }

    private void stall(ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, int readers) {
        int more = readers - stalled;
        stalled = readers;
        if (more > 0) {
            streamCrowd.open(more, "?room=" + BenchTokens.ROOM + "&room=" + OTHER_ROOM);
            scenarioFixture.loadLoop.run(() -> {
                for (int i = streamCrowd.size() - more; i < streamCrowd.size(); i++) {
                    streamCrowd.client(i).stopReading();
                }
            });
            ScenarioFixture.pause(5_000);
        }
    }

    private Result phase(ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, String name, int seconds) {
        DeliveryLedger deliveryLedger = new DeliveryLedger(Reach.ALL, LIVE, next);
        next += 1_000_000;
        return new PublishPhase(scenarioFixture, streamCrowd, new ToRoom(BenchTokens.ROOM, 200), deliveryLedger)
                .paced(name, 50, seconds)
                .with("RSS, MB", Result.megabytes(scenarioFixture.server().rssKilobytes()))
                .with("open", Integer.toString(streamCrowd.open()));
    }
}
