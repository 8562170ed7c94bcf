package io.herald.bench;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Measures the CPU of every second, from its creation until it is closed. */
final class CostSampler implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<CpuCosts> costs = new CopyOnWriteArrayList<>();
    private final ScenarioFixture scenarioFixture;
    private CpuCosts last;

    CostSampler(ScenarioFixture scenarioFixture) {
        this.scenarioFixture = scenarioFixture;
        this.last = CpuCosts.now(scenarioFixture);
        timer.scheduleAtFixedRate(this::sample, 1, 1, TimeUnit.SECONDS);
    }

    private void sample() {
        CpuCosts now = CpuCosts.now(scenarioFixture);
        costs.add(now.minus(last));
        last = now;
    }

    List<CpuCosts> costs() {
        return List.copyOf(costs);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
