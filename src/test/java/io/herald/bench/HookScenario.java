package io.herald.bench;

import io.herald.bench.BenchMessages.RestMessages;
import io.herald.bench.DeliveryLedger.Recipients;
import io.herald.testing.Api;
import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures how fast a hook receives events that wait, and how long a message takes from its call to the receiver. */
final class HookScenario implements Scenario {

    private static final int SUBJECTS = 1_000;
    private static final int EVENTS = 20_000;
    private static final int EVENTS_OF_ONE_USER = 2_000;
    private static final int SIZE = 200;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HookTarget target = new HookTarget();

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "herald.hooks.bench.url",
                target.url(),
                "herald.hooks.bench.secret",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "herald.hooks.bench.events",
                "message.sent,notification.read",
                "herald.hooks.bench.rooms",
                BenchTokens.ROOM + "-*");
    }

    @Override
    public List<Result> run(ScenarioFixture fixture) {
        target.recordOn(fixture.loadLoop);
        List<Result> results = new ArrayList<>();
        try (target;
                HookRows rows = new HookRows(fixture.settings)) {
            rows.clear();
            WarmUp.run(fixture, seconds -> drain(fixture, rows, "", EVENTS, SUBJECTS));
            add(fixture, results, rows, "events of 1,000 users", EVENTS, SUBJECTS);
            add(fixture, results, rows, "events of one user", EVENTS_OF_ONE_USER, 1);
            int first = 1;
            for (int rate : List.of(100, 500, 1_000)) {
                String name = "%,d messages/s".formatted(rate);
                if (fixture.options.includes(name)) {
                    results.add(paced(fixture, first, name, rate));
                    first += 1_000_000;
                }
            }
            rows.removeHooks();
        }
        return results;
    }

    private void add(ScenarioFixture fixture, List<Result> results, HookRows rows, String name, int count, int users) {
        if (fixture.options.includes(name)) {
            results.add(drain(fixture, rows, name, count, users));
        }
    }

    /** Records many events at once, and measures the time until the last one has arrived. */
    private Result drain(ScenarioFixture fixture, HookRows rows, String name, int count, int users) {
        int expected = target.count() + count;
        double failed = failedAttempts(fixture);
        CpuCosts before = CpuCosts.now(fixture);
        long started = System.nanoTime();
        rows.stage(count, users);
        Await.until("all events", TIMEOUT, () -> target.count() >= expected);
        double seconds = StreamClients.seconds(started);
        CpuCosts cost = CpuCosts.now(fixture).minus(before);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("events", Integer.toString(count));
        figures.put("events/s", Result.number(count / seconds));
        figures.put("µs service", Result.micros((double) cost.server() / count));
        figures.put("µs Redis", Result.micros((double) cost.redis() / count));
        figures.put("compiling", Result.percent((double) cost.compilers() / Math.max(1, cost.server())));
        figures.put("repeated", Integer.toString(target.count() - expected));
        figures.put("failed attempts", Result.number(failedAttempts(fixture) - failed));
        return new Result(name, figures);
    }

    /** Attempts without an answer in time: the receiver counts them, and their repetitions. */
    private static double failedAttempts(ScenarioFixture fixture) {
        return new Api(fixture.herald.baseUri(), fixture.tokens.publisherToken())
                .metric("herald_hooks_attempts_failed_total{hook=\"bench\"}");
    }

    private Result paced(ScenarioFixture fixture, int first, String name, int rate) {
        DeliveryLedger ledger = new DeliveryLedger(Recipients.ONE, SUBJECTS, first);
        return new PublishPhase(fixture, target, new RoomMessages(first), ledger)
                .paced(name, rate, fixture.options.seconds());
    }

    /** Messages, each to the next room. */
    private record RoomMessages(int first) implements RestMessages {
        @Override
        public String path(int sequence) {
            return "/api/v1/rooms/" + BenchTokens.ROOM + "-" + (sequence - first) % SUBJECTS + "/messages";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"content\":\"" + MessageMark.message(SIZE, intended, sequence) + "\"}";
        }
    }
}
