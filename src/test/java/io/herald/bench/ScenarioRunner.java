package io.herald.bench;

import io.herald.bench.Scenarios.Run;
import io.herald.dev.DataDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs scenarios one after the other, each run with a service and a Redis of its own, and reports them. */
final class ScenarioRunner {

    private static final long MAX_MILLIS_PER_RUN = 6 * 60_000;

    private final Options options;
    private final DataDirectory dataDirectory;
    private final Map<String, String> servers;
    private final CpuPinning cpuPinning;
    private final Report report;

    ScenarioRunner(Options options, DataDirectory dataDirectory, Report report) {
        this.options = options;
        this.dataDirectory = dataDirectory;
        this.servers = ScenarioFixture.sharedSettings(dataDirectory);
        this.cpuPinning = new CpuPinning(options.number("server-cpu", 0), options.number("load-cpu", 1));
        this.report = report;
    }

    /** Returns whether all runs of the scenario succeeded. */
    boolean run(String name) {
        List<Result> results = new ArrayList<>();
        boolean succeeded = true;
        for (Run run : Scenarios.runs(name, options)) {
            succeeded &= run(name, run, results);
        }
        results.stream()
                .collect(Collectors.groupingBy(Result::table, LinkedHashMap::new, Collectors.toList()))
                .forEach((table, lines) -> report.add(table.isEmpty() ? name : name + ", " + table, lines));
        return succeeded;
    }

    private boolean run(String name, Run run, List<Result> results) {
        Thread watchdog = watchdog(name);
        Map<String, String> settings = new HashMap<>(servers);
        settings.putAll(run.scenario().settings());
        try (ScenarioFixture fixture =
                ScenarioFixture.start(options, run.launcher(), settings, dataDirectory, cpuPinning)) {
            results.addAll(run.scenario().run(fixture));
            hold(fixture, options.number("hold", 0));
            return true;
        } catch (AssertionError | RuntimeException e) {
            System.err.println(name + " failed");
            e.printStackTrace();
            return false;
        } finally {
            watchdog.interrupt();
        }
    }

    private static void hold(ScenarioFixture fixture, int seconds) {
        if (seconds > 0) {
            System.err.printf(
                    "waiting for %d s: process %d at %s%n", seconds, fixture.herald.pid(), fixture.herald.baseUri());
            ScenarioFixture.pause(seconds * 1_000L);
        }
    }

    /** Ends the benchmark if a run does not end. The process guards then end the servers. */
    private static Thread watchdog(String scenario) {
        Thread watchdog = new Thread(() -> {
            try {
                Thread.sleep(MAX_MILLIS_PER_RUN);
                System.err.println(scenario + " did not end in time");
                System.exit(2);
            } catch (InterruptedException ended) {
                // The run ended in time.
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }
}
