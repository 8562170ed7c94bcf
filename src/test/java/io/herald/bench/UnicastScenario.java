package io.herald.bench;

import io.herald.bench.BenchMessages.Batched;
import io.herald.bench.BenchMessages.Events;
import io.herald.bench.BenchMessages.ToUsers;
import io.herald.bench.DeliveryLedger.Reach;
import io.herald.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Many users with a stream each, and messages that are each for one of them. */
final class UnicastScenario implements Scenario {

    private static final int USERS = 5_000;
    private static final int SIZE = 200;
    private static final int BATCH = 100;
    private static final int CALLS = 64;
    private static final int BATCHED_CALLS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** How a message is sent. */
    private enum Way {
        NOTIFICATION,
        EVENT,
        BATCH
    }

    private int next = 1;

    @Override
    public List<Result> play(ScenarioFixture scenarioFixture) {
        Options options = scenarioFixture.options;
        List<Result> results = new ArrayList<>();
        StreamCrowd streamCrowd = new StreamCrowd(scenarioFixture.loadLoop, scenarioFixture.tokens, false);
        streamCrowd.open(USERS, "");
        singly(scenarioFixture, streamCrowd, Way.EVENT, "", results);
        singly(scenarioFixture, streamCrowd, Way.NOTIFICATION, " into inboxes", results);
        if (options.wants("batches")) {
            WarmUp.run(scenarioFixture, seconds -> batch(scenarioFixture, streamCrowd, seconds));
            results.add(batch(scenarioFixture, streamCrowd, options.seconds()));
        }
        return results;
    }

    private void singly(
            ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, Way way, String whereTo, List<Result> results) {
        Options options = scenarioFixture.options;
        List<Supplier<Result>> phases = new ArrayList<>();
        for (int rate : List.of(2_000, 5_000)) {
            String name = "%,d/s%s".formatted(rate, whereTo);
            if (options.wants(name)) {
                phases.add(() -> paced(scenarioFixture, streamCrowd, way, name, rate));
            }
        }
        if (options.wants("flat out" + whereTo)) {
            phases.add(() -> flatOut(scenarioFixture, streamCrowd, way, "flat out" + whereTo, options.seconds()));
        }
        if (!phases.isEmpty()) {
            WarmUp.run(scenarioFixture, seconds -> flatOut(scenarioFixture, streamCrowd, way, "warm-up", seconds));
        }
        phases.forEach(phase -> results.add(phase.get()));
    }

    /** The compilers find other things worth their while at another rate. */
    private Result paced(ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, Way way, String name, int rate) {
        WarmUp.run(
                scenarioFixture,
                seconds -> phase(scenarioFixture, streamCrowd, way).paced("warm-up", rate, seconds));
        return phase(scenarioFixture, streamCrowd, way).paced(name, rate, scenarioFixture.options.seconds());
    }

    private Result flatOut(
            ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, Way way, String name, int seconds) {
        return phase(scenarioFixture, streamCrowd, way).flatOut(name, CALLS, 4 * USERS, seconds);
    }

    private Result batch(ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, int seconds) {
        return phase(scenarioFixture, streamCrowd, Way.BATCH)
                .flatOut("batches of " + BATCH + " into inboxes", BATCHED_CALLS, 4 * USERS, seconds);
    }

    /** What was sent before is in its inboxes by then: it must not be paid for here. */
    private PublishPhase phase(ScenarioFixture scenarioFixture, StreamCrowd streamCrowd, Way way) {
        Await.until("empty queues", PATIENCE, scenarioFixture::isProjected);
        DeliveryLedger deliveryLedger = new DeliveryLedger(Reach.ONE, USERS, next);
        ToUsers one = new ToUsers(USERS, next, SIZE);
        next += 10_000_000;
        BenchMessages benchMessages = switch (way) {
            case NOTIFICATION -> one;
            case EVENT -> new Events(one);
            case BATCH -> new Batched(one, BATCH);
        };
        return new PublishPhase(scenarioFixture, streamCrowd, benchMessages, deliveryLedger);
    }
}
