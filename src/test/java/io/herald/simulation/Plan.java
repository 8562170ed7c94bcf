package io.herald.simulation;

import io.herald.simulation.Step.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What happens in a simulation: the settings, the clients, and the steps of clients, publishers, administrators and faults. */
record Plan(
        long seed,
        Settings settings,
        int instances,
        List<String> rooms,
        List<String> users,
        List<ClientSpec> clients,
        List<Step> steps) {

    /**
     * A client.
     *
     * @param named the rooms that it asks for when it connects
     * @param claims the rooms that its token allows
     */
    record ClientSpec(String user, Set<String> named, Set<String> claims, Duration tokenLife) {}

    private static final int DURATION_MS = 9_000;
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

    static Plan of(long seed) {
        SplittableRandom random = new SplittableRandom(new Random(seed).nextLong());
        Settings settings = Settings.of(random);
        int size = sizeOf(random);
        List<String> rooms = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            rooms.add("r" + i);
        }
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 2 + size / 2; i++) {
            users.add("u" + i);
        }
        List<ClientSpec> clients = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            clients.add(client(random, rooms, users));
        }
        int instances = 2 + random.nextInt(3);
        List<Step> steps = steps(random, size, instances);
        return new Plan(seed, settings, instances, rooms, users, clients, steps);
    }

    /** Most simulations are small, so that there are many of them; one of some hundred has hundreds of clients. */
    private static int sizeOf(SplittableRandom random) {
        return switch (random.nextInt(400)) {
            case 0 -> 300;
            case 1, 2, 3, 4 -> 60;
            default -> 3 + random.nextInt(8);
        };
    }

    private static ClientSpec client(SplittableRandom random, List<String> rooms, List<String> users) {
        TreeSet<String> claims = new TreeSet<>();
        TreeSet<String> named = new TreeSet<>();
        if (random.nextInt(3) == 0) {
            claims.add(rooms.get(random.nextInt(rooms.size())));
            if (random.nextBoolean()) {
                named.addAll(claims);
            }
        }
        Duration life = random.nextInt(5) == 0 ? Duration.ofSeconds(2 + random.nextInt(6)) : Duration.ofHours(1);
        return new ClientSpec(users.get(random.nextInt(users.size())), named, claims, life);
    }

    private static List<Step> steps(SplittableRandom random, int clients, int instances) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            steps.add(
                    new Step(200 + random.nextInt(random.nextInt(3) == 0 ? DURATION_MS : 800), Kind.CONNECT, i, 0, 0));
        }
        int publishes = 15 + random.nextInt(60);
        for (int i = 0; i < publishes; i++) {
            int at = 300 + random.nextInt(DURATION_MS);
            int burst = random.nextInt(8) == 0 ? 12 : 1;
            for (int j = 0; j < burst; j++) {
                steps.add(new Step(at, Kind.PUBLISH, random.nextInt(1_000), random.nextInt(100), random.nextInt(100)));
            }
        }
        int others = random.nextInt(16);
        for (int i = 0; i < others; i++) {
            steps.add(other(random, clients));
        }
        int faults = random.nextInt(5) == 0 ? 0 : random.nextInt(6);
        for (int i = 0; i < faults; i++) {
            fault(random, steps);
        }
        steps.sort(null);
        return steps;
    }

    private static Step other(SplittableRandom random, int clients) {
        int at = 600 + random.nextInt(DURATION_MS);
        int client = random.nextInt(clients);
        return switch (random.nextInt(12)) {
            case 0, 1 -> new Step(at, Kind.DROP, client, random.nextInt(4), 1);
            case 2 -> new Step(at, Kind.DROP, client, random.nextInt(4), 0);
            case 3, 4 -> new Step(at, Kind.JOIN, client, random.nextInt(4), random.nextInt(2));
            case 5, 6 -> new Step(at, Kind.ADD_MEMBER, random.nextInt(100), random.nextInt(4), random.nextInt(100));
            case 7, 8 -> new Step(at, Kind.REMOVE_MEMBER, random.nextInt(100), random.nextInt(4), random.nextInt(100));
            case 9 -> new Step(at, Kind.READ_SLOWLY, client, 500 + random.nextInt(4_000), 0);
            case 10 ->
                new Step(
                        at,
                        Kind.STOP_READING,
                        client,
                        random.nextInt(3) == 0 ? 60_000 : 200 + random.nextInt(4_000),
                        0);
            default -> new Step(at, Kind.DISCONNECT_USER, random.nextInt(100), 0, random.nextInt(100));
        };
    }

    private static void fault(SplittableRandom random, List<Step> steps) {
        Kind kind = FAULTS[random.nextInt(FAULTS.length)];
        int at = 700 + random.nextInt(DURATION_MS);
        int millis = 50 + random.nextInt(random.nextInt(3) == 0 ? 3_000 : 600);
        if (kind == Kind.FAIL_OVER) {
            steps.add(new Step(Math.max(1, at - random.nextInt(800)), Kind.STOP_REPLICATION, 0, 0, 0));
            int skew = random.nextBoolean() ? 0 : random.nextInt(1_500);
            steps.add(new Step(at, kind, skew, 0, 0));
        } else {
            steps.add(new Step(at, kind, random.nextInt(100), millis, 0));
        }
    }

    /** Returns the plan with other steps. */
    Plan with(List<Step> others) {
        return new Plan(seed, settings, instances, rooms, users, clients, List.copyOf(others));
    }

    int durationMillis() {
        return DURATION_MS + 1_000;
    }
}
