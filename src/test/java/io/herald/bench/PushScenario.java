package io.herald.bench;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.PushReceiver;
import io.herald.testing.PushSubscriptions;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures how fast a notification to everyone is pushed to very many subscriptions, on a local push service. */
final class PushScenario implements Scenario {

    private static final int SUBSCRIPTIONS = 20_000;
    private static final int WARM_UP = 2_000;
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private final TestPushService service = TestPushService.start();

    PushScenario() {
        service.dropBodies();
    }

    @Override
    public Map<String, String> settings() {
        return service.settings();
    }

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        try {
            truncate(scenarioFixture.settings);
            Api publisher = new Api(scenarioFixture.herald.baseUri(), scenarioFixture.tokens.publisherToken());
            String key = publisher.get("/api/v1/push/key").body().replaceAll(".*\"key\":\"([^\"]+)\".*", "$1");
            subscribe(scenarioFixture, "w", WARM_UP, key);
            publish(publisher);
            Await.until("warm-up", TIMEOUT, () -> service.count() >= WARM_UP);
            truncate(scenarioFixture.settings);
            int subscriptions = scenarioFixture.options.number("subscriptions", SUBSCRIPTIONS);
            subscribe(scenarioFixture, "u", subscriptions, key);
            scenarioFixture.settle();
            return List.of(measure(scenarioFixture, publisher, subscriptions));
        } finally {
            service.close();
        }
    }

    private Result measure(ScenarioFixture scenarioFixture, Api publisher, int subscriptions) {
        int before = service.count();
        long rssBefore = scenarioFixture.server().rssKilobytes();
        CpuCosts cost = CpuCosts.now(scenarioFixture);
        long started = System.nanoTime();
        publish(publisher);
        long[] peak = {0};
        Await.until("all pushes", TIMEOUT, () -> {
            peak[0] = Math.max(peak[0], scenarioFixture.server().rssKilobytes());
            return service.count() - before >= subscriptions;
        });
        double seconds = StreamClients.seconds(started);
        CpuCosts spent = CpuCosts.now(scenarioFixture).minus(cost);
        Set<String> endpoints = new HashSet<>();
        service.received().stream().skip(before).map(Push::endpoint).forEach(endpoints::add);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("pushes", Integer.toString(service.count() - before));
        figures.put("endpoints", Integer.toString(endpoints.size()));
        figures.put("pushes/s", Result.number(subscriptions / seconds));
        figures.put("µs service", Result.micros((double) spent.server() / subscriptions));
        figures.put("MB before", Result.megabytes(rssBefore));
        figures.put("MB peak", Result.megabytes(peak[0]));
        return new Result("everyone, %,d subscriptions".formatted(subscriptions), figures);
    }

    private void subscribe(ScenarioFixture scenarioFixture, String prefix, int subscriptions, String key) {
        new PushSubscriptions(new PushReceiver(), prefix, subscriptions).write(scenarioFixture.settings, service, key);
    }

    private static void publish(Api publisher) {
        int status = publisher
                .publish("{\"to\":{\"everyone\":true},\"type\":\"info\",\"title\":\"Shipped\",\"body\":\"On Friday\"}")
                .statusCode();
        if (status != 202) {
            throw new IllegalStateException("answered " + status);
        }
    }

    private static void truncate(Map<String, String> settings) {
        try (Connection connection = PostgresServerProcess.connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE push_subscription, push_job, push_broadcast, notification, inbox_item,"
                    + " inbox_unread, inbox_user, broadcast, notification_fact, known_user");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
