package io.herald.bench;

import io.herald.testing.HeraldProcess;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The instances of a scenario besides the first one, which share its servers and its core. */
final class MoreInstances implements AutoCloseable {

    private final List<HeraldProcess> processes = new ArrayList<>();

    /** @param count the number of instances including the first one */
    static MoreInstances upTo(int count, ScenarioFixture scenarioFixture) {
        MoreInstances instances = new MoreInstances();
        try {
            for (int i = 1; i < count; i++) {
                HeraldProcess instance =
                        HeraldProcess.launch(scenarioFixture.settings, scenarioFixture.launcher.command());
                instances.processes.add(instance);
                instance.awaitReady();
            }
            return instances;
        } catch (AssertionError | RuntimeException failed) {
            instances.close();
            throw failed;
        }
    }

    int size() {
        return processes.size();
    }

    List<URI> addresses() {
        return processes.stream().map(HeraldProcess::baseUri).toList();
    }

    /** Returns the microseconds of CPU that they have used. */
    long cpuMicros() {
        return processes.stream()
                .mapToLong(instance -> new ProcessCost(instance.pid()).cpuMicros())
                .sum();
    }

    @Override
    public void close() {
        processes.forEach(HeraldProcess::close);
    }
}
