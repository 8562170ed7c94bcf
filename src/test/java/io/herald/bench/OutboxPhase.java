package io.herald.bench;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Writers that commit one row per transaction, at a fixed rate. The latency of a row counts from the time at which its
 * transaction was due to its arrival in the stream of its user.
 */
final class OutboxPhase {

    private static final int WRITERS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final ScenarioFixture fixture;
    private final StreamClients clients;
    private final DeliveryLedger ledger;
    private final int first;
    private final int users;
    private final int size;
    private final Histogram lag = new Histogram(TimeUnit.MINUTES.toNanos(2), 2);

    OutboxPhase(ScenarioFixture fixture, StreamClients clients, DeliveryLedger ledger, int first, int users, int size) {
        this.fixture = fixture;
        this.clients = clients;
        this.ledger = ledger;
        this.first = first;
        this.users = users;
        this.size = size;
    }

    Result paced(String name, int rate, int seconds) {
        CpuCosts before = CpuCosts.now(fixture);
        fixture.loadLoop.run(() -> clients.recordTo(ledger, client -> {}));
        long started = System.nanoTime();
        CompletableFuture.allOf(IntStream.range(0, WRITERS)
                        .mapToObj(writer -> CompletableFuture.runAsync(() -> write(started, rate, seconds)))
                        .toArray(CompletableFuture[]::new))
                .join();
        Await.until("the last deliveries", TIMEOUT, () -> fixture.loadLoop.call(ledger::outstanding) <= 0);
        double duration = StreamClients.seconds(started);
        CpuCosts cost = CpuCosts.now(fixture).minus(before);
        return fixture.loadLoop.call(() -> Result.of(name, ledger, lag, cost, duration));
    }

    private void write(long started, int rate, int seconds) {
        try (OutboxRows rows = new OutboxRows(fixture.settings)) {
            long interval = TimeUnit.SECONDS.toNanos(WRITERS) / rate;
            int count = rate * seconds / WRITERS;
            for (int i = 0; i < count; i++) {
                long due = started + i * interval;
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                write(rows, due);
            }
        }
    }

    private void write(OutboxRows rows, long due) {
        long late = System.nanoTime() - due;
        int sequence = fixture.loadLoop.call(() -> {
            lag.recordValue(Math.max(0, late));
            return ledger.nextSequence();
        });
        rows.publish(BenchTokens.name((sequence - first) % users), MessageMark.message(size, due, sequence));
        fixture.loadLoop.run(() -> ledger.recordAnswer(sequence, 200, System.nanoTime() - due));
    }
}
