package io.herald.bench;

import io.herald.bench.BenchMessages.RoomEvents;
import io.herald.bench.DeliveryLedger.Recipients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Readers that have stopped reading, beside a thousand that read: the effect on the others, and the memory used. */
final class StalledReaders implements Scenario {

    private static final int LIVE_READERS = 1_000;
    private static final int LARGE_SIZE = 16 * 1024;
    private static final int LARGE_PER_SECOND = 50;
    private static final String OTHER_ROOM = BenchTokens.ROOM + "-big";

    private int next = 1;
    private int stalled;

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        StreamClients streamClients = new StreamClients(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        streamClients.open(LIVE_READERS, "?room=" + BenchTokens.ROOM);
        // Only the stalled readers follow the other room, whose events fill their sockets within seconds.
        RoomEvents largeEvents = new RoomEvents(OTHER_ROOM, LARGE_SIZE);
        scenarioFixture
                .loadLoop
                .loop()
                .scheduleAtFixedRate(
                        () -> scenarioFixture.publisher.post(
                                largeEvents.path(0), largeEvents.json(0, 0), (status, body) -> {}),
                        0,
                        1_000 / LARGE_PER_SECOND,
                        TimeUnit.MILLISECONDS);
        WarmUp.run(scenarioFixture, seconds -> phase(scenarioFixture, streamClients, "warm-up", seconds));
        List<Result> results = new ArrayList<>();
        for (int readers : List.of(0, 1, 20)) {
            stall(scenarioFixture, streamClients, readers);
            results.add(phase(scenarioFixture, streamClients, readers + " stalled", scenarioFixture.options.seconds()));
        }
        return results;
    }

    private void stall(ScenarioFixture scenarioFixture, StreamClients streamClients, int readers) {
        int more = readers - stalled;
        stalled = readers;
        if (more > 0) {
            streamClients.open(more, "?room=" + BenchTokens.ROOM + "&room=" + OTHER_ROOM);
            scenarioFixture.loadLoop.run(() -> {
                for (int i = streamClients.size() - more; i < streamClients.size(); i++) {
                    streamClients.client(i).stopReading();
                }
            });
            ScenarioFixture.pause(5_000);
        }
    }

    private Result phase(ScenarioFixture scenarioFixture, StreamClients streamClients, String name, int seconds) {
        DeliveryLedger deliveryLedger = new DeliveryLedger(Recipients.ALL, LIVE_READERS, next);
        next += 1_000_000;
        return new PublishPhase(scenarioFixture, streamClients, new RoomEvents(BenchTokens.ROOM, 200), deliveryLedger)
                .paced(name, 50, seconds)
                .with("RSS, MB", Result.megabytes(scenarioFixture.server().rssKilobytes()))
                .with("open", Integer.toString(streamClients.open()));
    }
}
