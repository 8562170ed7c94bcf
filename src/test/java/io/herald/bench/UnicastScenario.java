package io.herald.bench;

import io.herald.bench.BenchMessages.NotificationBatches;
import io.herald.bench.BenchMessages.UserEvents;
import io.herald.bench.BenchMessages.UserNotifications;
import io.herald.bench.DeliveryLedger.Recipients;
import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Many users with a stream each, and messages of which each is for one user. */
final class UnicastScenario implements Scenario {

    private static final int USERS = 5_000;
    private static final int SIZE = 200;
    private static final int BATCH = 100;
    private static final int CONCURRENT_CALLS = 64;
    private static final int CONCURRENT_BATCHES = 8;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** The kind of call that sends a message. */
    private enum SendMode {
        NOTIFICATION,
        EVENT,
        BATCH
    }

    private int next = 1;

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        Options options = scenarioFixture.options;
        List<Result> results = new ArrayList<>();
        StreamClients streamClients = new StreamClients(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        streamClients.open(USERS, "");
        single(scenarioFixture, streamClients, SendMode.EVENT, "", results);
        single(scenarioFixture, streamClients, SendMode.NOTIFICATION, " into inboxes", results);
        if (options.includes("batches")) {
            WarmUp.run(scenarioFixture, seconds -> batch(scenarioFixture, streamClients, seconds));
            results.add(batch(scenarioFixture, streamClients, options.seconds()));
        }
        return results;
    }

    private void single(
            ScenarioFixture scenarioFixture,
            StreamClients streamClients,
            SendMode mode,
            String suffix,
            List<Result> results) {
        Options options = scenarioFixture.options;
        List<Supplier<Result>> phases = new ArrayList<>();
        for (int rate : List.of(2_000, 5_000)) {
            String name = "%,d/s%s".formatted(rate, suffix);
            if (options.includes(name)) {
                phases.add(() -> paced(scenarioFixture, streamClients, mode, name, rate));
            }
        }
        if (options.includes("at the maximum rate" + suffix)) {
            phases.add(() -> atMaximumRate(
                    scenarioFixture, streamClients, mode, "at the maximum rate" + suffix, options.seconds()));
        }
        if (!phases.isEmpty()) {
            WarmUp.run(
                    scenarioFixture,
                    seconds -> atMaximumRate(scenarioFixture, streamClients, mode, "warm-up", seconds));
        }
        phases.forEach(phase -> results.add(phase.get()));
    }

    /** Warms up at the rate of the phase, because the compilers optimise other code at another rate. */
    private Result paced(
            ScenarioFixture scenarioFixture, StreamClients streamClients, SendMode mode, String name, int rate) {
        WarmUp.run(
                scenarioFixture,
                seconds -> phase(scenarioFixture, streamClients, mode).paced("warm-up", rate, seconds));
        return phase(scenarioFixture, streamClients, mode).paced(name, rate, scenarioFixture.options.seconds());
    }

    private Result atMaximumRate(
            ScenarioFixture scenarioFixture, StreamClients streamClients, SendMode mode, String name, int seconds) {
        return phase(scenarioFixture, streamClients, mode).atMaximumRate(name, CONCURRENT_CALLS, 4 * USERS, seconds);
    }

    private Result batch(ScenarioFixture scenarioFixture, StreamClients streamClients, int seconds) {
        return phase(scenarioFixture, streamClients, SendMode.BATCH)
                .atMaximumRate("batches of " + BATCH + " into inboxes", CONCURRENT_BATCHES, 4 * USERS, seconds);
    }

    /** Starts with an empty backlog, so that the projection of earlier notifications is not measured. */
    private PublishPhase phase(ScenarioFixture scenarioFixture, StreamClients streamClients, SendMode mode) {
        Await.until("empty queues", TIMEOUT, scenarioFixture::isProjected);
        DeliveryLedger deliveryLedger = new DeliveryLedger(Recipients.ONE, USERS, next);
        UserNotifications one = new UserNotifications(USERS, next, SIZE);
        next += 10_000_000;
        BenchMessages benchMessages = switch (mode) {
            case NOTIFICATION -> one;
            case EVENT -> new UserEvents(one);
            case BATCH -> new NotificationBatches(one, BATCH);
        };
        return new PublishPhase(scenarioFixture, streamClients, benchMessages, deliveryLedger);
    }
}
