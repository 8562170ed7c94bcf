package io.herald.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All scenarios by name. */
final class Scenarios {

    /** One scenario with a service of its own. */
    record Run(Launcher launcher, Scenario scenario) {}

    private static final int STARTS = 3;

    /** Scenarios that run only if the command line names them. */
    private static final Set<String> ON_REQUEST = Set.of("bystanders", "cold", "peers", "start");

    private static final Map<String, Function<Options, List<Run>>> ALL = new LinkedHashMap<>();

    static {
        add("idle", IdleConnections::new);
        add("fanout", FanOutScenario::new);
        add("unicast", UnicastScenario::new);
        add("storm", ReconnectStorm::new);
        add("stalled", StalledReaders::new);
        add("inbox", InboxScenario::new);
        add("sockets", SocketScenario::new);
        add("push", PushScenario::new);
        add("outbox", OutboxScenario::new);
        add("hooks", HookScenario::new);
        add("bystanders", BystanderScenario::new);
        add("peers", PeerComparison::new);
        ALL.put("cold", Scenarios::coldStarts);
        ALL.put("start", Scenarios::starts);
    }

    private Scenarios() {}

    private static void add(String name, Supplier<Scenario> scenario) {
        ALL.put(name, options -> List.of(new Run(options.launchers().get(0), scenario.get())));
    }

    /** Each load with each launcher; the launchers that compare run one after the other. */
    private static List<Run> coldStarts(Options options) {
        return Arrays.stream(ColdStart.Load.values())
                .filter(load -> options.includes(load.label))
                .flatMap(load -> options.launchers().stream().map(launcher -> new Run(launcher, new ColdStart(load))))
                .toList();
    }

    /** Each launcher three times. */
    private static List<Run> starts(Options options) {
        return options.launchers().stream()
                .flatMap(launcher -> Stream.generate(() -> new Run(launcher, new StartCost()))
                        .limit(STARTS))
                .toList();
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    /** Returns the names of the scenarios that run if the command line names none. */
    static List<String> defaults() {
        return names().stream().filter(name -> !ON_REQUEST.contains(name)).toList();
    }

    static List<Run> runs(String name, Options options) {
        return ALL.get(name).apply(options);
    }
}
