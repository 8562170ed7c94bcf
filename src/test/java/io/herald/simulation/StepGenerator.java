package io.herald.simulation;

import io.herald.simulation.Step.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Generates the steps of a plan. Many of them are close to one of a few moments, because races need several at a time. */
final class StepGenerator {

    static final int DURATION_MS = 2_500;

    private static final int CLOSE_MS = 25;

    private static final Kind[] FAULTS = {
        Kind.PAUSE,
        Kind.KILL,
        Kind.DRAIN,
        Kind.CUT,
        Kind.CUT,
        Kind.SILENCE,
        Kind.REFUSE,
        Kind.HANG,
        Kind.DOWN,
        Kind.FAIL_OVER,
        Kind.FAIL_OVER,
        Kind.FLUSH,
        Kind.CLOCK,
        Kind.DATABASE_DOWN,
        Kind.DATABASE_DOWN
    };

    private final SplittableRandom random;
    private final int clients;
    private final int[] moments;
    private final List<Step> steps = new ArrayList<>();
    private final List<Step> additions = new ArrayList<>();

    StepGenerator(SplittableRandom random, int clients) {
        this.random = random;
        this.clients = clients;
        this.moments = new int[1 + random.nextInt(4)];
        for (int i = 0; i < moments.length; i++) {
            moments[i] = 600 + random.nextInt(DURATION_MS - 600);
        }
    }

    List<Step> steps() {
        for (int client = 0; client < clients; client++) {
            int at = random.nextInt(3) == 0 ? 200 + random.nextInt(DURATION_MS) : 200 + random.nextInt(500);
            add(at, Kind.CONNECT, client, 0, 0);
        }
        times(random.nextInt(4), () -> addMember(100 + random.nextInt(300)));
        times(8 + random.nextInt(20), this::publish);
        times(random.nextInt(14), this::change);
        times(random.nextInt(5) == 0 ? 0 : random.nextInt(6), this::fault);
        steps.sort(null);
        return steps;
    }

    private static void times(int count, Runnable action) {
        for (int i = 0; i < count; i++) {
            action.run();
        }
    }

    private void add(int at, Kind kind, int a, int b, int c) {
        steps.add(new Step(at, kind, a, b, c));
    }

    private int at() {
        return random.nextInt(2) == 0
                ? moments[random.nextInt(moments.length)] + random.nextInt(CLOSE_MS)
                : 500 + random.nextInt(DURATION_MS - 500);
    }

    private int any() {
        return random.nextInt(100);
    }

    private void publish() {
        int at = at();
        times(random.nextInt(8) == 0 ? 8 : 1, () -> add(at, Kind.PUBLISH, random.nextInt(1_000), any(), any()));
    }

    private void change() {
        int at = at();
        int client = random.nextInt(clients);
        switch (random.nextInt(12)) {
            case 0, 1 -> add(at, Kind.DROP, client, random.nextInt(4), 1);
            case 2 -> add(at, Kind.DROP, client, random.nextInt(4), 0);
            case 3, 4 -> add(at, Kind.JOIN, client, random.nextInt(4), random.nextInt(2));
            case 5, 6 -> addMember(at);
            case 7, 8 -> removeMember(at);
            case 9 -> add(at, Kind.READ_SLOWLY, client, 300 + random.nextInt(2_000), 0);
            case 10 ->
                add(at, Kind.STOP_READING, client, random.nextInt(4) == 0 ? 60_000 : 200 + random.nextInt(2_000), 0);
            default -> add(at, Kind.DISCONNECT_USER, any(), 0, any());
        }
    }

    private void addMember(int at) {
        add(at, Kind.ADD_MEMBER, any(), random.nextInt(4), any());
        additions.add(steps.get(steps.size() - 1));
    }

    /** Removes a user who was or will be added; the removal has no effect if it is before the addition. */
    private void removeMember(int at) {
        if (!additions.isEmpty()) {
            Step addition = additions.get(random.nextInt(additions.size()));
            add(at, Kind.REMOVE_MEMBER, addition.a(), addition.b(), any());
        }
    }

    private void fault() {
        Kind kind = FAULTS[random.nextInt(FAULTS.length)];
        int at = at();
        if (kind == Kind.FAIL_OVER) {
            add(Math.max(1, at - random.nextInt(random.nextBoolean() ? 30 : 500)), Kind.STOP_REPLICATION, 0, 0, 0);
            add(at, kind, random.nextBoolean() ? 0 : random.nextInt(1_500), 0, 0);
        } else {
            int a = any();
            boolean isFailover = kind == Kind.HANG && a < 50;
            int duration = 50 + random.nextInt(random.nextInt(4) == 0 ? 2_500 : 400);
            add(at, isFailover ? Kind.SUSPEND_MASTER : kind, a, duration, 0);
        }
    }
}
