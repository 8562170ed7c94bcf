package io.herald.bench;

import io.herald.bench.BenchMessages.RoomEvents;
import io.herald.bench.DeliveryLedger.Recipients;
import io.herald.testing.Await;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * All clients lose their connection at once, miss some events, and reconnect at once, each to the next instance if there are several. In
 * the first round the code is cold.
 */
final class ReconnectStorm implements Scenario {

    private static final String QUERY = "?room=" + BenchTokens.ROOM;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MISSED_PER_SECOND = 25;
    private int next = 1;

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        int count = scenarioFixture.options.number("instances", 1);
        try (MoreInstances others = MoreInstances.upTo(count, scenarioFixture)) {
            List<URI> instances = new ArrayList<>(List.of(scenarioFixture.loadLoop.target()));
            instances.addAll(others.addresses());
            StreamClients streamClients =
                    new StreamClients(scenarioFixture.loadLoop, scenarioFixture.tokens, true, instances);
            streamClients.open(scenarioFixture.options.connections(), QUERY);
            publish(scenarioFixture, streamClients, ledger(streamClients));
            List<Result> results = new ArrayList<>();
            for (String name : List.of("first cut", "second cut", "third cut")) {
                results.add(reconnect(scenarioFixture, streamClients, others, name));
            }
            return results;
        }
    }

    private DeliveryLedger ledger(StreamClients streamClients) {
        DeliveryLedger deliveryLedger = new DeliveryLedger(Recipients.ALL, streamClients.size(), next);
        next += 1_000_000;
        return deliveryLedger;
    }

    /** Publishes for two seconds. */
    private static void publish(
            ScenarioFixture scenarioFixture, StreamClients streamClients, DeliveryLedger deliveryLedger) {
        new PublishPhase(scenarioFixture, streamClients, new RoomEvents(BenchTokens.ROOM, 200), deliveryLedger)
                .send(MISSED_PER_SECOND, 2);
    }

    private Result reconnect(
            ScenarioFixture scenarioFixture, StreamClients streamClients, MoreInstances others, String name) {
        streamClients.disconnectAll();
        DeliveryLedger deliveryLedger = ledger(streamClients);
        publish(scenarioFixture, streamClients, deliveryLedger);
        scenarioFixture.settle();
        long reads = scenarioFixture.redis.historyReads();
        CpuCosts before = CpuCosts.now(scenarioFixture);
        long othersBefore = others.cpuMicros();
        Histogram caughtUp = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        long start = System.nanoTime();
        scenarioFixture.loadLoop.run(() -> streamClients.recordTo(deliveryLedger, client -> {
            if (deliveryLedger.isComplete(client)) {
                caughtUp.recordValue(System.nanoTime() - start);
            }
        }));
        streamClients.reconnectAll(QUERY);
        boolean completed = await(() -> scenarioFixture.loadLoop.call(caughtUp::getTotalCount) >= streamClients.size());
        CpuCosts cost = CpuCosts.now(scenarioFixture).minus(before);
        double server = cost.server() + others.cpuMicros() - othersBefore;
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("instances", Integer.toString(1 + others.size()));
        figures.put("clients", Integer.toString(streamClients.size()));
        figures.put("missed events", Integer.toString(deliveryLedger.accepted()));
        figures.put("all caught up after, s", completed ? Result.decimal(caughtUp.getMaxValue() / 1e9) : "never");
        Result.times(figures, caughtUp);
        figures.put("refused connections", Integer.toString(streamClients.refused()));
        figures.put("history reads", Long.toString(scenarioFixture.redis.historyReads() - reads));
        figures.put("µs per client", Result.number(server / streamClients.size()));
        figures.put("µs Redis per client", Result.number((double) cost.redis() / streamClients.size()));
        figures.put("lost", Long.toString(scenarioFixture.loadLoop.call(deliveryLedger::lost)));
        figures.put("repeated", Long.toString(deliveryLedger.repeats));
        figures.put("RSS, MB", Result.megabytes(scenarioFixture.server().rssKilobytes()));
        return new Result(name, figures);
    }

    private static boolean await(java.util.concurrent.Callable<Boolean> condition) {
        try {
            Await.until("all clients have caught up", TIMEOUT, condition);
            return true;
        } catch (AssertionError timeout) {
            return false;
        }
    }
}
