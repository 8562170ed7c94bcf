package io.herald.simulation;

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

    /** The life of a token that does not expire during a simulation. */
    static final Duration STEADY = Duration.ofHours(1);

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
        int instances = 2 + (random.nextInt(3) == 0 ? 1 : 0) + (random.nextInt(8) == 0 ? 1 : 0);
        List<Step> steps = new StepGenerator(random, size).steps();
        return new Plan(seed, settings, instances, rooms, users, clients, steps);
    }

    /** Most simulations are small, so that there are many of them; one of some thousand has hundreds of clients. */
    private static int sizeOf(SplittableRandom random) {
        return switch (random.nextInt(4_000)) {
            case 0 -> 300;
            case 1, 2, 3, 4 -> 60;
            default -> 2 + random.nextInt(6);
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
        Duration life = random.nextInt(5) == 0 ? Duration.ofMillis(600 + random.nextInt(2_000)) : STEADY;
        return new ClientSpec(users.get(random.nextInt(users.size())), named, claims, life);
    }

    /** Returns the plan with other steps. */
    Plan with(List<Step> others) {
        return new Plan(seed, settings, instances, rooms, users, clients, List.copyOf(others));
    }

    int durationMillis() {
        return StepGenerator.DURATION_MS + 500;
    }
}
