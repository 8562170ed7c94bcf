package io.herald.bench;

import io.herald.bench.BenchMessages.RestMessages;
import io.herald.bench.DeliveryLedger.Recipients;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several instances, of which one receives all calls: events for users who are connected nowhere. Each of the others has streams of
 * other users.
 */
final class BystanderScenario implements Scenario {

    private static final int STREAMS = 200;
    private static final int RECIPIENTS = 5_000;
    private static final List<Integer> RATES = List.of(1_000, 7_500);

    /** An event for one of many users without a connection. */
    private record AbsentUserEvents() implements RestMessages {
        @Override
        public String path(int sequence) {
            return "/api/v1/channels/user:absent-" + sequence % RECIPIENTS + "/events";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"event\":\"bench\",\"data\":\"" + MessageMark.message(200, intended, sequence) + "\"}";
        }
    }

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        int count = scenarioFixture.options.number("instances", 2);
        try (MoreInstances bystanders = MoreInstances.upTo(count, scenarioFixture)) {
            if (bystanders.size() > 0) {
                new StreamClients(scenarioFixture.loadLoop, scenarioFixture.tokens, false, bystanders.addresses())
                        .open(STREAMS * bystanders.size(), "");
            }
            RATES.forEach(rate -> WarmUp.run(scenarioFixture, seconds -> send(scenarioFixture, rate, seconds)));
            double idle = idle(scenarioFixture, bystanders);
            return RATES.stream()
                    .filter(rate -> scenarioFixture.options.includes(name(rate)))
                    .map(rate -> phase(scenarioFixture, bystanders, rate, idle))
                    .toList();
        }
    }

    private static String name(int rate) {
        return "%,d unicasts/s".formatted(rate);
    }

    /** Returns the microseconds of CPU that the bystanders use in a second without events. */
    private static double idle(ScenarioFixture scenarioFixture, MoreInstances bystanders) {
        long before = bystanders.cpuMicros();
        ScenarioFixture.pause(scenarioFixture.options.seconds() * 1_000L);
        return (double) (bystanders.cpuMicros() - before) / scenarioFixture.options.seconds();
    }

    private static Result phase(
            ScenarioFixture scenarioFixture, MoreInstances bystanders, int rate, double idlePerSecond) {
        CpuCosts before = CpuCosts.now(scenarioFixture);
        long bystandersBefore = bystanders.cpuMicros();
        long started = System.nanoTime();
        double events = send(scenarioFixture, rate, scenarioFixture.options.seconds());
        double seconds = StreamClients.seconds(started);
        CpuCosts cost = CpuCosts.now(scenarioFixture).minus(before);
        double others = bystanders.cpuMicros() - bystandersBefore;
        double idle = idlePerSecond * seconds;
        int count = Math.max(1, bystanders.size());
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("instances", Integer.toString(1 + bystanders.size()));
        figures.put("accepted/s", Result.number(events / seconds));
        figures.put("µs first instance", Result.micros(cost.server() / events));
        figures.put("µs each other", Result.micros(others / count / events));
        figures.put("of it idle", Result.micros(idle / count / events));
        figures.put("µs all instances", Result.micros((cost.server() + others) / events));
        figures.put("µs Redis", Result.micros(cost.redis() / events));
        figures.put("compiling", Result.percent((double) cost.compilers() / Math.max(1, cost.server())));
        return new Result(name(rate), figures);
    }

    /** Returns the number of accepted events. */
    private static double send(ScenarioFixture scenarioFixture, int rate, int seconds) {
        DeliveryLedger ledger = new DeliveryLedger(Recipients.ONE, RECIPIENTS, 1);
        StreamClients none = new StreamClients(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        new PublishPhase(scenarioFixture, none, new AbsentUserEvents(), ledger).send(rate, seconds);
        return Math.max(1, scenarioFixture.loadLoop.call(ledger::accepted));
    }
}
