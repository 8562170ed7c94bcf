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
    public List<Result> play(ScenarioFixture stage) {
        StreamCrowd crowd = new StreamCrowd(stage.load, stage.tokens, true);
        crowd.open(stage.options.connections(), QUERY);
        publish(stage, crowd, ledger(crowd));
        List<Result> results = new ArrayList<>();
        for (String name : List.of("first cut", "second cut", "third cut")) {
            results.add(cut(stage, crowd, name));
        }
        return results;
    }

    private DeliveryLedger ledger(StreamCrowd crowd) {
        DeliveryLedger ledger = new DeliveryLedger(Reach.ALL, crowd.size(), next);
        next += 1_000_000;
        return ledger;
    }

    /** Two seconds of it. */
    private static void publish(ScenarioFixture stage, StreamCrowd crowd, DeliveryLedger ledger) {
        new PublishPhase(stage, crowd, new ToRoom(BenchTokens.ROOM, 200), ledger).send(MISSED_A_SECOND, 2);
    }

    private Result cut(ScenarioFixture stage, StreamCrowd crowd, String name) {
        crowd.cutAll();
        DeliveryLedger ledger = ledger(crowd);
        publish(stage, crowd, ledger);
        stage.settle();
        long reads = stage.redis.historyReads();
        CpuCosts before = CpuCosts.now(stage);
        Histogram caughtUp = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        long start = System.nanoTime();
        stage.load.run(() -> crowd.count(ledger, client -> {
            if (ledger.isComplete(client)) {
                caughtUp.recordValue(System.nanoTime() - start);
            }
        }));
        crowd.comeBack(QUERY);
        boolean all = await(() -> stage.load.call(caughtUp::getTotalCount) >= crowd.size());
        CpuCosts cost = CpuCosts.now(stage).minus(before);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("clients", Integer.toString(crowd.size()));
        figures.put("missed events", Integer.toString(ledger.accepted()));
        figures.put("all caught up after, s", all ? Result.decimal(caughtUp.getMaxValue() / 1e9) : "never");
        Result.times(figures, caughtUp);
        figures.put("turned away", Integer.toString(crowd.turnedAway()));
        figures.put("history reads", Long.toString(stage.redis.historyReads() - reads));
        figures.put("µs a client", Result.number((double) cost.server() / crowd.size()));
        figures.put("lost", Long.toString(stage.load.call(ledger::lost)));
        figures.put("repeated", Long.toString(ledger.repeats));
        figures.put("RSS, MB", Result.megabytes(stage.server().rssKilobytes()));
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
