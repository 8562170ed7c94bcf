package io.herald.bench;

import io.herald.dev.DataDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The main class: runs the requested scenarios one after the other, and exits. */
public final class Bench {

    private static final long MAX_SCENARIO_MILLIS = 6 * 60_000;

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
        List<String> names = options.scenarios().isEmpty() ? List.copyOf(SCENARIOS.keySet()) : options.scenarios();
        DataDirectory dataDirectory = DataDirectory.named("bench-home");
        Map<String, String> sharedSettings = ScenarioFixture.sharedSettings(dataDirectory);
        CpuPinning cpuPinning = new CpuPinning(options.number("server-cpu", 0), options.number("load-cpu", 1));
        Report report = new Report(environment(options));
        boolean succeeded = true;
        for (String name : names) {
            succeeded &= run(name, options, sharedSettings, dataDirectory, cpuPinning, report);
        }
        System.out.println("written to " + report.write());
        System.exit(succeeded ? 0 : 1);
    }

    private static void keepRunning(ScenarioFixture scenarioFixture, int seconds) {
        if (seconds > 0) {
            System.err.printf(
                    "keeping the service for %d s: process %d at %s%n",
                    seconds, scenarioFixture.herald.pid(), scenarioFixture.herald.baseUri());
            ScenarioFixture.pause(seconds * 1_000L);
        }
    }

    private static boolean run(
            String name,
            Options options,
            Map<String, String> sharedSettings,
            DataDirectory dataDirectory,
            CpuPinning cpuPinning,
            Report report) {
        Thread watchdog = watchdog(name);
        try (ScenarioFixture scenarioFixture =
                ScenarioFixture.start(options, sharedSettings, dataDirectory, cpuPinning)) {
            report.add(name, SCENARIOS.get(name).get().run(scenarioFixture));
            keepRunning(scenarioFixture, options.number("hold", 0));
            return true;
        } catch (AssertionError | RuntimeException e) {
            System.err.println(name + " failed");
            e.printStackTrace();
            return false;
        } finally {
            watchdog.interrupt();
        }
    }

    /** Its exit ends all processes, because each has a {@code ProcessGuard}. */
    private static Thread watchdog(String scenario) {
        Thread watchdog = new Thread(() -> {
            try {
                Thread.sleep(MAX_SCENARIO_MILLIS);
                System.err.println(scenario + " did not end in time");
                System.exit(2);
            } catch (InterruptedException e) {
                // The scenario has ended in time.
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }

    private static Map<String, String> environment(Options options) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("java", Runtime.version().toString());
        properties.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        properties.put(
                "options of the service's JVM", options.jvm().isEmpty() ? "none" : String.join(" ", options.jvm()));
        properties.put("settings", options.settings().toString());
        properties.put("seconds", options.seconds() + " after " + options.warmup() + " of warm-up");
        return properties;
    }
}
