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
    public List<Result> play(ScenarioFixture stage) {
        Options options = stage.options;
        List<Result> results = new ArrayList<>();
        StreamCrowd crowd = new StreamCrowd(stage.load, stage.tokens, false);
        crowd.open(USERS, "");
        singly(stage, crowd, Way.EVENT, "", results);
        singly(stage, crowd, Way.NOTIFICATION, " into inboxes", results);
        if (options.wants("batches")) {
            WarmUp.run(stage, seconds -> batch(stage, crowd, seconds));
            results.add(batch(stage, crowd, options.seconds()));
        }
        return results;
    }

    private void singly(ScenarioFixture stage, StreamCrowd crowd, Way way, String whereTo, List<Result> results) {
        Options options = stage.options;
        List<Supplier<Result>> phases = new ArrayList<>();
        for (int rate : List.of(2_000, 5_000)) {
            String name = "%,d/s%s".formatted(rate, whereTo);
            if (options.wants(name)) {
                phases.add(() -> paced(stage, crowd, way, name, rate));
            }
        }
        if (options.wants("flat out" + whereTo)) {
            phases.add(() -> flatOut(stage, crowd, way, "flat out" + whereTo, options.seconds()));
        }
        if (!phases.isEmpty()) {
            WarmUp.run(stage, seconds -> flatOut(stage, crowd, way, "warm-up", seconds));
        }
        phases.forEach(phase -> results.add(phase.get()));
    }

    /** The compilers find other things worth their while at another rate. */
    private Result paced(ScenarioFixture stage, StreamCrowd crowd, Way way, String name, int rate) {
        WarmUp.run(stage, seconds -> phase(stage, crowd, way).paced("warm-up", rate, seconds));
        return phase(stage, crowd, way).paced(name, rate, stage.options.seconds());
    }

    private Result flatOut(ScenarioFixture stage, StreamCrowd crowd, Way way, String name, int seconds) {
        return phase(stage, crowd, way).flatOut(name, CALLS, 4 * USERS, seconds);
    }

    private Result batch(ScenarioFixture stage, StreamCrowd crowd, int seconds) {
        return phase(stage, crowd, Way.BATCH)
                .flatOut("batches of " + BATCH + " into inboxes", BATCHED_CALLS, 4 * USERS, seconds);
    }

    /** What was sent before is in its inboxes by then: it must not be paid for here. */
    private PublishPhase phase(ScenarioFixture stage, StreamCrowd crowd, Way way) {
        Await.until("empty queues", PATIENCE, stage::isProjected);
        DeliveryLedger ledger = new DeliveryLedger(Reach.ONE, USERS, next);
        ToUsers one = new ToUsers(USERS, next, SIZE);
        next += 10_000_000;
        BenchMessages messages = switch (way) {
            case NOTIFICATION -> one;
            case EVENT -> new Events(one);
            case BATCH -> new Batched(one, BATCH);
        };
        return new PublishPhase(stage, crowd, messages, ledger);
    }
}
