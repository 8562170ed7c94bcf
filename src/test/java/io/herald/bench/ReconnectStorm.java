package io.herald.bench;

import io.herald.bench.BenchMessages.ToRoom;
import io.herald.bench.DeliveryLedger.Reach;
import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Everybody is cut off at once, misses something, and comes back at once. First to a server that has not seen it yet. */
final class ReconnectStorm implements Scenario {

    private static final String QUERY = "?room=" + BenchTokens.ROOM;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MISSED_A_SECOND = 25;
    private int next = 1;

    @Override
    public List<Result> play(ScenarioFixture scenarioFixture) {
        StreamCrowd streamCrowd = new StreamCrowd(scenarioFixture.loadLoop, scenarioFixture.tokens, true);
        streamCrowd.open(scenarioFixture.options.connections(), QUERY);
        publish(scenarioFixture, streamCrowd, ledger(streamCrowd));
        List<Result> results = new ArrayList<>();
        for (String name : List.of("first cut", "second cut", "third cut")) {
            results.add(cut(scenarioFixture, streamCrowd, name));
        }
        return results;
    }

    private DeliveryLedger ledger(StreamCrowd streamCrowd) {
        DeliveryLedger deliveryLedger = new DeliveryLedger(Reach.ALL, streamCrowd.size(), next);
        next += 1_000_000;
        return deliveryLedger;
    }

    /** Two seconds of it. */
    private static void publish(
            ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, DeliveryLedger deliveryLedger) {
        new PublishPhase(scenarioFixture, streamCrowd, new ToRoom(BenchTokens.ROOM, 200), deliveryLedger)
                .send(MISSED_A_SECOND, 2);
    }

    private Result cut(ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, String name) {
        streamCrowd.cutAll();
        DeliveryLedger deliveryLedger = ledger(streamCrowd);
        publish(scenarioFixture, streamCrowd, deliveryLedger);
        scenarioFixture.settle();
        long reads = scenarioFixture.redis.historyReads();
        CpuCosts before = CpuCosts.now(scenarioFixture);
        Histogram caughtUp = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        long start = System.nanoTime();
        scenarioFixture.loadLoop.run(() -> streamCrowd.count(deliveryLedger, client -> {
            if (deliveryLedger.isComplete(client)) {
                caughtUp.recordValue(System.nanoTime() - start);
            }
        }));
        streamCrowd.comeBack(QUERY);
        boolean all = await(() -> scenarioFixture.loadLoop.call(caughtUp::getTotalCount) >= streamCrowd.size());
        CpuCosts cost = CpuCosts.now(scenarioFixture).minus(before);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("clients", Integer.toString(streamCrowd.size()));
        figures.put("missed events", Integer.toString(deliveryLedger.accepted()));
        figures.put("all caught up after, s", all ? Result.decimal(caughtUp.getMaxValue() / 1e9) : "never");
        Result.times(figures, caughtUp);
        figures.put("turned away", Integer.toString(streamCrowd.turnedAway()));
        figures.put("history reads", Long.toString(scenarioFixture.redis.historyReads() - reads));
        figures.put("µs a client", Result.number((double) cost.server() / streamCrowd.size()));
        figures.put("lost", Long.toString(scenarioFixture.loadLoop.call(deliveryLedger::lost)));
        figures.put("repeated", Long.toString(deliveryLedger.repeats));
        figures.put("RSS, MB", Result.megabytes(scenarioFixture.server().rssKilobytes()));
        return new Result(name, figures);
    }

    private static boolean await(java.util.concurrent.Callable<Boolean> condition) {
        try {
            Await.until("everybody has caught up", PATIENCE, condition);
            return true;
        } catch (AssertionError late) {
            return false;
        }
    }
}
