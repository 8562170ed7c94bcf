package io.herald.bench;

import io.herald.bench.DeliveryLedger.Recipients;
import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how fast the rows of an outbox are sent, and how long a row takes from its transaction to the stream of its user. The
 * outbox is in the PostgreSQL of the service.
 */
final class OutboxScenario implements Scenario {

    private static final int USERS = 1_000;
    private static final int ROWS = 50_000;
    private static final int ROWS_OF_ONE_KEY = 5_000;
    private static final int NOTIFICATIONS = 20_000;
    private static final int SIZE = 200;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "herald.outbox.bench.url", "${quarkus.datasource.reactive.url}",
                "herald.outbox.bench.username", "${quarkus.datasource.username}",
                "herald.outbox.bench.password", "${quarkus.datasource.password}");
    }

    @Override
    public List<Result> run(ScenarioFixture fixture) {
        List<Result> results = new ArrayList<>();
        try (OutboxRows rows = new OutboxRows(fixture.settings)) {
            rows.install();
            WarmUp.run(fixture, seconds -> drain(fixture, rows, "", rows.events("n % 1000", USERS), ROWS));
            add(fixture, results, rows, "events without key", rows.events("NULL", USERS), ROWS);
            add(fixture, results, rows, "events, 1,000 keys", rows.events("n % 1000", USERS), ROWS);
            add(fixture, results, rows, "events, one key", rows.events("1", USERS), ROWS_OF_ONE_KEY);
            add(fixture, results, rows, "notifications, 1,000 keys", rows.notifications(USERS), NOTIFICATIONS);
        }
        Await.until("the inboxes", TIMEOUT, fixture::isProjected);
        StreamClients clients = new StreamClients(fixture.loadLoop, fixture.tokens, false);
        clients.open(USERS, "");
        int first = 1;
        for (int rate : List.of(100, 500, 1_000)) {
            String name = "%,d transactions/s".formatted(rate);
            if (fixture.options.includes(name)) {
                DeliveryLedger ledger = new DeliveryLedger(Recipients.ONE, USERS, first);
                results.add(new OutboxPhase(fixture, clients, ledger, first, USERS, SIZE)
                        .paced(name, rate, fixture.options.seconds()));
                first += 1_000_000;
            }
        }
        return results;
    }

    private static void add(
            ScenarioFixture fixture, List<Result> results, OutboxRows rows, String name, String insert, int count) {
        if (fixture.options.includes(name)) {
            results.add(drain(fixture, rows, name, insert, count));
        }
    }

    /** Commits many rows at once, and measures the time until the last one is sent and deleted. */
    private static Result drain(ScenarioFixture fixture, OutboxRows rows, String name, String insert, int count) {
        double inserted = rows.insert(insert, count);
        CpuCosts before = CpuCosts.now(fixture);
        long started = System.nanoTime();
        Await.until("all rows", TIMEOUT, rows::isEmpty);
        double seconds = StreamClients.seconds(started);
        CpuCosts cost = CpuCosts.now(fixture).minus(before);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("rows", Integer.toString(count));
        figures.put("inserts/s", Result.number(count / inserted));
        figures.put("rows/s", Result.number(count / seconds));
        figures.put("µs service", Result.micros((double) cost.server() / count));
        figures.put("µs Redis", Result.micros((double) cost.redis() / count));
        figures.put("compiling", Result.percent((double) cost.compilers() / Math.max(1, cost.server())));
        return new Result(name, figures);
    }
}
