package io.herald.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The options of the command line: {@code [scenario…] [--name=value…]}. */
record Options(List<String> scenarios, Map<String, String> values, List<Launcher> launchers) {

    static final String USAGE = """
            usage: bench/run [scenario…] [option…]
              scenarios: idle fanout unicast storm stalled inbox sockets push outbox hooks, and bystanders, cold,
                         peers and start, which only run if they are named
              --seconds=15         of each measured phase
              --warmup=90          seconds of load before it at most: it ends when the compilers are idle
              --partitions=1       of the log
              --java=PATH          starts the service with this JVM
              --native=PATH        starts this native executable
              --jvm="-Xmx512m"     options of the last --java or --native. Several of --java, --native and --jvm are several
                                   launchers: cold and start measure each of them, the others the first
              --name=LABEL         of the last launcher in the report
              --streams=5000       of cold and unicast
              --connections=10000  of idle, storm and the large fan-out
              --items=100          of each of 9,000 users in inbox, and --many=100000 of one more
              --calls=3000         of inbox, with 100 recipients each
              --subscriptions=20000 of push
              --only=expression    only phases in whose name this regular expression is found
              --server-cpu=0       core of the service and of Redis
              --load-cpu=1         core of the load
              --set=name=value,…   more settings of the service
              --instances=2        of bystanders and storm
              --nchan=FILE         the module of nginx, and
              --centrifugo=FILE    the executable, to measure with peers
              --hold=0             seconds to keep the service running after each scenario, for profiling
            """;

    /** Returns null if an option is not in {@link #USAGE}. */
    static @Nullable Options parse(String... args) {
        return parse(USAGE, args);
    }

    /** Returns null if an option is neither in the usage nor one of a launcher. */
    static @Nullable Options parse(String usage, String[] args) {
        List<String> scenarios = new ArrayList<>();
        Map<String, String> values = new HashMap<>();
        LauncherOptions launchers = new LauncherOptions();
        for (String arg : args) {
            String[] parts = arg.split("=", 2);
            if (!arg.startsWith("--")) {
                scenarios.add(arg);
            } else if (parts.length == 2 && launchers.accept(parts[0], parts[1])) {
                continue;
            } else if (parts.length == 2 && usage.contains(" " + parts[0] + "=")) {
                values.put(parts[0].substring(2), parts[1]);
            } else {
                return null;
            }
        }
        return new Options(scenarios, values, launchers.all());
    }

    String text(String name, String defaultValue) {
        return values.getOrDefault(name, defaultValue);
    }

    int number(String name, int defaultValue) {
        String value = values.get(name);
        return value == null ? defaultValue : Integer.parseInt(value);
    }

    int seconds() {
        return number("seconds", 15);
    }

    int warmup() {
        return number("warmup", 90);
    }

    int partitions() {
        return number("partitions", 1);
    }

    int connections() {
        return number("connections", 10_000);
    }

    boolean includes(String phase) {
        return Pattern.compile(text("only", "")).matcher(phase).find();
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("herald.log.partitions", Integer.toString(partitions()));
        for (String setting : text("set", "").split(",")) {
            String[] parts = setting.split("=", 2);
            if (parts.length == 2) {
                settings.put(parts[0], parts[1]);
            }
        }
        return settings;
    }
}
