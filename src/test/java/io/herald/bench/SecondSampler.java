package io.herald.bench;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Measures the CPU and the accepted messages of every second, from its creation until it is closed. */
final class SecondSampler implements AutoCloseable {

    /** @param published the messages that the service has accepted */
    record Sample(CpuCosts costs, int published) {

        Sample minus(Sample earlier) {
            return new Sample(costs.minus(earlier.costs), published - earlier.published);
        }
    }

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final ScenarioFixture scenarioFixture;
    private final DeliveryLedger ledger;
    private Sample last;

    SecondSampler(ScenarioFixture scenarioFixture, DeliveryLedger ledger) {
        this.scenarioFixture = scenarioFixture;
        this.ledger = ledger;
        this.last = now();
        timer.scheduleAtFixedRate(this::sample, 1, 1, TimeUnit.SECONDS);
    }

    private Sample now() {
        return new Sample(CpuCosts.now(scenarioFixture), scenarioFixture.loadLoop.call(ledger::accepted));
    }

    private void sample() {
        Sample now = now();
        samples.add(now.minus(last));
        last = now;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
