package io.herald.bench;

import io.herald.dev.DataDirectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The main class: runs the requested scenarios one after the other, and exits. */
public final class Bench {

    private Bench() {}

    public static void main(String[] args) {
        Options options = Options.parse(args);
        if (options == null || !Scenarios.names().containsAll(options.scenarios())) {
            System.err.print(Options.USAGE);
            System.exit(64);
        }
        List<String> names = options.scenarios().isEmpty() ? Scenarios.defaults() : options.scenarios();
        Report report = new Report(environment(options));
        ScenarioRunner runner = new ScenarioRunner(options, DataDirectory.named("bench-home"), report);
        boolean succeeded = true;
        for (String name : names) {
            succeeded &= runner.run(name);
        }
        System.out.println("written to " + report.write());
        System.exit(succeeded ? 0 : 1);
    }

    private static Map<String, String> environment(Options options) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("java", Runtime.version().toString());
        properties.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        properties.put(
                "launchers", options.launchers().stream().map(Launcher::name).collect(Collectors.joining("; ")));
        properties.put("settings", options.settings().toString());
        properties.put("seconds", options.seconds() + " after " + options.warmup() + " of warm-up");
        return properties;
    }
}
