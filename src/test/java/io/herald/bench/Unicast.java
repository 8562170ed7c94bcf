package io.herald.bench;

import io.herald.bench.Ledger.Reach;
import io.herald.bench.Messages.Batched;
import io.herald.bench.Messages.ToUsers;
import java.util.ArrayList;
import java.util.List;

/** Many users with a stream each, and messages that are each for one of them. */
final class Unicast implements Scenario {

    private static final int USERS = 5_000;
    private static final int SIZE = 200;
    private static final int BATCH = 100;
    private static final int CALLS = 64;
    private static final int BATCHED_CALLS = 8;
    private int next = 1;

    @Override
    public List<Result> play(Stage stage) {
        Options options = stage.options;
        List<Result> results = new ArrayList<>();
        Crowd crowd = new Crowd(stage.load, stage.tokens, false);
        crowd.open(USERS, "");
        WarmUp.run(stage, seconds -> flatOut(stage, crowd, "warm-up", seconds));
        for (int rate : List.of(2_000, 5_000)) {
            String name = "%,d/s".formatted(rate);
            if (options.wants(name)) {
                results.add(phase(stage, crowd, false).paced(name, rate, options.seconds()));
            }
        }
        if (options.wants("flat out")) {
            results.add(flatOut(stage, crowd, "flat out", options.seconds()));
        }
        if (options.wants("batches")) {
            WarmUp.run(stage, seconds -> batch(stage, crowd, seconds));
            results.add(batch(stage, crowd, options.seconds()));
        }
        return results;
    }

    private Result flatOut(Stage stage, Crowd crowd, String name, int seconds) {
        return phase(stage, crowd, false).flatOut(name, CALLS, 4 * USERS, seconds);
    }

    private Result batch(Stage stage, Crowd crowd, int seconds) {
        return phase(stage, crowd, true).flatOut("batches of " + BATCH, BATCHED_CALLS, 4 * USERS, seconds);
    }

    private Phase phase(Stage stage, Crowd crowd, boolean batched) {
        Ledger ledger = new Ledger(Reach.ONE, USERS, next);
        ToUsers one = new ToUsers(USERS, next, SIZE);
        next += 10_000_000;
        return new Phase(stage, crowd, batched ? new Batched(one, BATCH) : one, ledger);
    }
}
