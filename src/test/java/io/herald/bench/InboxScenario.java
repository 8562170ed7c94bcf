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

/** Measures how fast notifications are projected into the inboxes, and how fast large inboxes are read. */
final class InboxScenario implements Scenario {

    private static final int RECIPIENTS = 100;
    private static final int CALLS = 3_000;
    private static final int CONCURRENT_CALLS = 4;
    private static final int USERS = 9_000;
    private static final int ITEMS = 100;
    private static final int LARGE_INBOX_ITEMS = 100_000;
    private static final int LARGE_INBOX_USER = USERS;
    private static final int READS_PER_SECOND = 500;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        List<Result> results = new ArrayList<>();
        try (InboxRows rows = new InboxRows(scenarioFixture.settings)) {
            rows.truncate();
            int calls = scenarioFixture.options.number("calls", CALLS);
            project(scenarioFixture, rows, calls / 2);
            results.add(project(scenarioFixture, rows, calls));
            rows.truncate();
            rows.fill(USERS, scenarioFixture.options.number("items", ITEMS));
            int largeInboxItems = scenarioFixture.options.number("many", LARGE_INBOX_ITEMS);
            rows.fill(LARGE_INBOX_USER, 1, largeInboxItems);
            ReadPhase firstPages = new ReadPhase(scenarioFixture, user -> "/api/v1/inbox", USERS, 0);
            WarmUp.run(scenarioFixture, seconds -> firstPages.paced("", READS_PER_SECOND, seconds));
            results.add(firstPages.paced(
                    "%,d rows, %d reads/s".formatted(rows.count(), READS_PER_SECOND),
                    READS_PER_SECOND,
                    scenarioFixture.options.seconds()));
            String middle = "/api/v1/inbox?before=" + rows.middle(LARGE_INBOX_USER);
            results.add(
                    readLargeInbox(scenarioFixture, "first page of %,d".formatted(largeInboxItems), "/api/v1/inbox"));
            results.add(
                    readLargeInbox(scenarioFixture, "page in the middle of %,d".formatted(largeInboxItems), middle));
        }
        return results;
    }

    private static Result readLargeInbox(ScenarioFixture scenarioFixture, String name, String path) {
        return new ReadPhase(scenarioFixture, user -> path, 1, LARGE_INBOX_USER)
                .paced(name, READS_PER_SECOND / 5, scenarioFixture.options.seconds());
    }

    /** Publishes at the maximum rate, until the last notification is in its inbox. */
    private static Result project(ScenarioFixture scenarioFixture, InboxRows rows, int calls) {
        long before = rows.count();
        long expected = before + (long) calls * RECIPIENTS;
        CpuCosts cost = CpuCosts.now(scenarioFixture);
        long started = System.nanoTime();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        scenarioFixture.loadLoop.run(() -> {
            for (int i = 0; i < CONCURRENT_CALLS; i++) {
                publish(scenarioFixture, calls, new AtomicInteger(i), answered, refused);
            }
        });
        Await.until("all answers", TIMEOUT, () -> answered.get() >= calls);
        double published = StreamClients.seconds(started);
        Await.until("all rows", TIMEOUT, () -> rows.count() >= expected - (long) refused.get() * RECIPIENTS);
        double seconds = StreamClients.seconds(started);
        long projected = rows.count() - before;
        CpuCosts spent = CpuCosts.now(scenarioFixture).minus(cost);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("rows", Long.toString(projected));
        figures.put("published after, s", Result.decimal(published));
        figures.put("rows/s", Result.number(projected / seconds));
        figures.put("µs service", Result.micros((double) spent.server() / projected));
        figures.put("refused", Integer.toString(refused.get()));
        return new Result("projection, %d recipients per call".formatted(RECIPIENTS), figures);
    }

    private static void publish(
            ScenarioFixture scenarioFixture,
            int calls,
            AtomicInteger next,
            AtomicInteger answered,
            AtomicInteger refused) {
        int call = next.getAndAdd(CONCURRENT_CALLS);
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
