package io.herald.soak;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The options of the command line. */
record SoakOptions(
        Duration duration,
        long seed,
        int instances,
        int users,
        int rate,
        boolean cluster,
        String tails,
        boolean suspendsMastersOnly) {

    static final String USAGE = """
            usage: bench/run soak [option…]
              --hours=1       duration; fractions are allowed
              --seed=1        of the random faults and disconnects
              --instances=2
              --users=40      each with a stream; at least 4
              --rate=50       notifications a second, and as many events of rooms
              --redis=single  or cluster: three masters with a replica each
              --tails=shared  or addressed
              --faults=all    or suspended-masters, each some seconds after the other
              --native=FILE   a native executable in place of the jar
            """;

    private static final Map<String, String> DEFAULTS = Map.of(
            "hours", "1",
            "seed", "1",
            "instances", "2",
            "users", "40",
            "rate", "50",
            "redis", "single",
            "tails", "shared",
            "faults", "all",
            "native", "");

    private static final Map<String, Set<String>> CHOICES = Map.of(
            "redis", Set.of("single", "cluster"),
            "tails", Set.of("shared", "addressed"),
            "faults", Set.of("all", "suspended-masters"));

    /** Returns null if an option is unknown or has no valid value. */
    static @Nullable SoakOptions of(String[] args) {
        Map<String, String> values = new TreeMap<>(DEFAULTS);
        for (String arg : args) {
            String[] parts = arg.replaceFirst("^--", "").split("=", 2);
            if (parts.length != 2 || values.replace(parts[0], parts[1]) == null) {
                return null;
            }
        }
        if (!values.get("native").isEmpty()) {
            System.setProperty("native.image.path", values.get("native"));
        }
        if (Integer.parseInt(values.get("users")) < SoakPublisher.LANES
                || !CHOICES.entrySet().stream()
                        .allMatch(choice -> choice.getValue().contains(values.get(choice.getKey())))) {
            return null;
        }
        return new SoakOptions(
                Duration.ofMillis((long) (Double.parseDouble(values.get("hours"))
                        * Duration.ofHours(1).toMillis())),
                Long.parseLong(values.get("seed")),
                Integer.parseInt(values.get("instances")),
                Integer.parseInt(values.get("users")),
                Integer.parseInt(values.get("rate")),
                values.get("redis").equals("cluster"),
                values.get("tails"),
                values.get("faults").equals("suspended-masters"));
    }

    List<String> userNames() {
        return IntStream.range(0, users).mapToObj(number -> "soak-" + number).toList();
    }
}
