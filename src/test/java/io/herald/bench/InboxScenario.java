package io.herald.bench;

import static java.util.stream.Collectors.joining;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** How fast what is published gets into the inboxes, and how fast large inboxes are read. */
final class InboxScenario implements Scenario {

    private static final int RECIPIENTS = 100;
    private static final int CALLS = 3_000;
    private static final int AT_ONCE = 4;
    private static final int USERS = 9_000;
    private static final int ITEMS = 100;
    private static final int LARGE = 100_000;
    private static final int OWNER_OF_MANY = USERS;
    private static final int READS_A_SECOND = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Override
    public List<Result> play(ScenarioFixture scenarioFixture) {
        List<Result> results = new ArrayList<>();
        try (InboxRows rows = new InboxRows(scenarioFixture.settings)) {
            rows.empty();
            int calls = scenarioFixture.options.number("calls", CALLS);
            project(scenarioFixture, rows, calls / 2);
            results.add(project(scenarioFixture, rows, calls));
            rows.empty();
            rows.fill(USERS, scenarioFixture.options.number("items", ITEMS));
            int many = scenarioFixture.options.number("many", LARGE);
            rows.fill(OWNER_OF_MANY, 1, many);
            ReadPhase anybody = new ReadPhase(scenarioFixture, user -> "/api/v1/inbox", USERS, 0);
            WarmUp.run(scenarioFixture, seconds -> anybody.paced("", READS_A_SECOND, seconds));
            results.add(anybody.paced(
                    "%,d rows, %d reads/s".formatted(rows.count(), READS_A_SECOND),
                    READS_A_SECOND,
                    scenarioFixture.options.seconds()));
            String middle = "/api/v1/inbox?before=" + rows.middle(OWNER_OF_MANY);
            results.add(large(scenarioFixture, "first page of %,d".formatted(many), "/api/v1/inbox"));
            results.add(large(scenarioFixture, "page in their middle", middle));
        }
        return results;
    }

    private static Result large(ScenarioFixture scenarioFixture, String name, String path) {
        return new ReadPhase(scenarioFixture, user -> path, 1, OWNER_OF_MANY)
                .paced(name, READS_A_SECOND / 5, scenarioFixture.options.seconds());
    }

    /** As fast as it goes; over when the last is in its inbox. */
    private static Result project(ScenarioFixture scenarioFixture, InboxRows rows, int calls) {
        long before = rows.count();
        long expected = before + (long) calls * RECIPIENTS;
        CpuCosts cost = CpuCosts.now(scenarioFixture);
        long started = System.nanoTime();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        scenarioFixture.loadLoop.run(() -> {
            for (int i = 0; i < AT_ONCE; i++) {
                publish(scenarioFixture, calls, new AtomicInteger(i), answered, refused);
            }
        });
        Await.until("all answers", PATIENCE, () -> answered.get() >= calls);
        double published = StreamCrowd.seconds(started);
        Await.until("all rows", PATIENCE, () -> rows.count() >= expected - (long) refused.get() * RECIPIENTS);
        double seconds = StreamCrowd.seconds(started);
        long done = rows.count() - before;
        CpuCosts spent = CpuCosts.now(scenarioFixture).minus(cost);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("rows", Long.toString(done));
        figures.put("published after, s", Result.decimal(published));
        figures.put("rows/s", Result.number(done / seconds));
        figures.put("µs service", Result.micros((double) spent.server() / done));
        figures.put("refused", Integer.toString(refused.get()));
        return new Result("projection, %d recipients a call".formatted(RECIPIENTS), figures);
    }

    private static void publish(
            ScenarioFixture scenarioFixture,
            int calls,
            AtomicInteger next,
            AtomicInteger answered,
            AtomicInteger refused) {
        int call = next.getAndAdd(AT_ONCE);
        if (call >= calls) {
            return;
        }
        String users = IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> '"' + BenchTokens.name((call * RECIPIENTS + i) % USERS) + '"')
                .collect(joining(","));
        String json = "{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"category\":\"bench\",\"title\":\"n"
                + call + "\",\"body\":\"" + "x".repeat(100) + "\"}";
        scenarioFixture.publisher.post("/api/v1/notifications", json, (status, body) -> {
            answered.incrementAndGet();
            refused.addAndGet(status == 202 ? 0 : 1);
            publish(scenarioFixture, calls, next, answered, refused);
        });
    }
}
