package io.herald.bench;

import io.herald.dev.DataDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The command: plays the scenarios that were asked for, one after the other, and ends. */
public final class Bench {

    private static final long MOST_MILLIS_A_SCENARIO = 6 * 60_000;

    private static final Map<String, Supplier<Scenario>> SCENARIOS = new LinkedHashMap<>();

    static {
        SCENARIOS.put("idle", IdleConnections::new);
        SCENARIOS.put("fanout", FanOutScenario::new);
        SCENARIOS.put("unicast", UnicastScenario::new);
        SCENARIOS.put("storm", ReconnectStorm::new);
        SCENARIOS.put("stalled", StalledReaders::new);
        SCENARIOS.put("inbox", InboxScenario::new);
        SCENARIOS.put("sockets", SocketScenario::new);
    }

    private Bench() {}

    public static void main(String[] args) {
        Options options = Options.parse(args);
        if (options == null || !SCENARIOS.keySet().containsAll(options.scenarios())) {
            System.err.print(Options.USAGE);
            System.exit(64);
        }
        List<String> wanted = options.scenarios().isEmpty() ? List.copyOf(SCENARIOS.keySet()) : options.scenarios();
        DataDirectory dataDirectory = DataDirectory.named("bench-home");
        Map<String, String> house = ScenarioFixture.house(dataDirectory);
        CpuPinning cpuPinning = new CpuPinning(options.number("server-cpu", 0), options.number("load-cpu", 1));
        Report report = new Report(about(options));
        boolean allWell = true;
        for (String name : wanted) {
            allWell &= play(name, options, house, dataDirectory, cpuPinning, report);
        }
        System.out.println("written to " + report.write());
        System.exit(allWell ? 0 : 1);
    }

    private static void hold(ScenarioFixture scenarioFixture, int seconds) {
        if (seconds > 0) {
            System.err.printf(
                    "held for %d s: process %d at %s%n",
                    seconds, scenarioFixture.herald.pid(), scenarioFixture.herald.baseUri());
            ScenarioFixture.pause(seconds * 1_000L);
        }
    }

    private static boolean play(
            String name,
            Options options,
            Map<String, String> house,
            DataDirectory dataDirectory,
            CpuPinning cpuPinning,
            Report report) {
        Thread watchdog = watchdog(name);
        try (ScenarioFixture scenarioFixture = ScenarioFixture.set(options, house, dataDirectory, cpuPinning)) {
            report.add(name, SCENARIOS.get(name).get().play(scenarioFixture));
            hold(scenarioFixture, options.number("hold", 0));
            return true;
        } catch (AssertionError | RuntimeException e) {
            System.err.println(name + " failed");
            e.printStackTrace();
            return false;
        } finally {
            watchdog.interrupt();
        }
    }

    /** The exit takes the processes with it, by their process guards. */
    private static Thread watchdog(String scenario) {
        Thread watchdog = new Thread(() -> {
            try {
                Thread.sleep(MOST_MILLIS_A_SCENARIO);
                System.err.println(scenario + " did not end by itself");
                System.exit(2);
            } catch (InterruptedException ended) {
                // In time.
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }

    private static Map<String, String> about(Options options) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("java", Runtime.version().toString());
        about.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        about.put("options of the service's JVM", options.jvm().isEmpty() ? "none" : String.join(" ", options.jvm()));
        about.put("settings", options.settings().toString());
        about.put("seconds", options.seconds() + " after " + options.warmup() + " of warm-up");
        return about;
    }
}
