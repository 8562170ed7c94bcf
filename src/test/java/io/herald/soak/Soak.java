package io.herald.soak;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The main class: two instances, users with a stream each, publishers, and faults at random times. The seed determines which
 * faults happen, in which order and how long after one another.
 */
public final class Soak {

    private static final String USAGE = """
            usage: bench/run soak [option…]
              --hours=1       duration; fractions are allowed
              --seed=1        of the random faults and disconnects
              --users=40      each with a stream
              --rate=50       notifications a second
            """;

    private Soak() {}

    public static void main(String[] args) throws InterruptedException {
        Map<String, Double> options = new TreeMap<>(Map.of("hours", 1.0, "seed", 1.0, "users", 40.0, "rate", 50.0));
        for (String arg : args) {
            String[] parts = arg.replaceFirst("^--", "").split("=", 2);
            if (parts.length != 2 || options.replace(parts[0], Double.valueOf(parts[1])) == null) {
                System.err.print(USAGE);
                System.exit(64);
            }
        }
        boolean succeeded = run(options);
        System.exit(succeeded ? 0 : 1);
    }

    private static boolean run(Map<String, Double> options) throws InterruptedException {
        long end = System.nanoTime()
                + (long) (options.get("hours") * Duration.ofHours(1).toNanos());
        long seed = options.get("seed").longValue();
        List<String> users = IntStream.range(0, options.get("users").intValue())
                .mapToObj(number -> "soak-" + number)
                .toList();
        Random random = new Random(seed);
        System.out.printf("seed %d, %s%n", seed, options);
        try (SoakServers servers = SoakServers.start()) {
            SoakPublisher publisher =
                    new SoakPublisher(servers, users, options.get("rate").intValue());
            List<SoakClient> clients = users.stream()
                    .map(user -> new SoakClient(servers, user, random.nextLong()))
                    .toList();
            SoakFaults faults = new SoakFaults(servers, new Random(seed));
            SoakReport report = new SoakReport(servers, publisher, clients, faults);
            publisher.start();
            clients.forEach(SoakClient::start);
            while (System.nanoTime() < end) {
                faults.next(end);
                report.sampleIfDue();
            }
            publisher.stop();
            return report.conclude();
        }
    }
}
