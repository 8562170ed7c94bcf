package io.herald.bench;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One measured stretch of publishing: at a rate, whatever the server does, or as fast as it goes. */
final class PublishPhase {

    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(20);

    private final ScenarioFixture scenarioFixture;
    private final SubscriberSet subscriberSet;
    private final BenchMessages benchMessages;
    private final DeliveryLedger deliveryLedger;
    private final Histogram lag = new Histogram(TimeUnit.MINUTES.toNanos(2), 2);
    private final CountDownLatch over = new CountDownLatch(1);
    private int inFlight;
    private long end;
    private boolean filling;
    private Runnable afterAnswer = () -> {};

    PublishPhase(
            ScenarioFixture scenarioFixture,
            SubscriberSet subscriberSet,
            BenchMessages benchMessages,
            DeliveryLedger deliveryLedger) {
        this.scenarioFixture = scenarioFixture;
        this.subscriberSet = subscriberSet;
        this.benchMessages = benchMessages;
        this.deliveryLedger = deliveryLedger;
    }

    /** Sends so many messages a second from the first moment on; one that is sent late is measured from when it was due. */
    Result paced(String name, int rate, int seconds) {
        long interval = TimeUnit.SECONDS.toNanos(1) * benchMessages.aCall() / rate;
        return measure(name, () -> {
            long now = System.nanoTime();
            end = now + TimeUnit.SECONDS.toNanos(seconds);
            tick(now, interval);
        });
    }

    /** At a rate, without waiting for deliveries: there may be nobody. */
    void send(int rate, int seconds) {
        scenarioFixture.loadLoop.run(() -> {
            long now = System.nanoTime();
            end = now + TimeUnit.SECONDS.toNanos(seconds);
            tick(now, TimeUnit.SECONDS.toNanos(1) / rate);
        });
        awaitOver();
        Await.until("the last answers", () -> scenarioFixture.loadLoop.call(() -> inFlight) == 0);
    }

    private void tick(long due, long interval) {
        long next = due;
        for (long now = System.nanoTime(); next <= now && next < end; next += interval) {
            lag.recordValue(now - next);
            send(next);
        }
        if (next >= end) {
            over.countDown();
            return;
        }
        long then = next;
        scenarioFixture
                .loadLoop
                .loop()
                .schedule(() -> tick(then, interval), next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Keeps so many calls and so many messages that are not yet with everybody under way. */
    Result flatOut(String name, int calls, long undelivered, int seconds) {
        return measure(name, () -> {
            end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            Runnable fill = () -> fill(calls, undelivered);
            subscriberSet.count(deliveryLedger, client -> fill.run());
            afterAnswer = fill;
            scenarioFixture.loadLoop.loop().schedule(over::countDown, seconds, TimeUnit.SECONDS);
            fill.run();
        });
    }

    private void fill(int calls, long undelivered) {
        if (filling) {
            return;
        }
        filling = true;
        while (inFlight < calls && deliveryLedger.outstanding() < undelivered && System.nanoTime() < end) {
            send(System.nanoTime());
        }
        filling = false;
    }

    private void send(long intended) {
        inFlight++;
        int first = deliveryLedger.nextSequence();
        for (int i = 1; i < benchMessages.aCall(); i++) {
            deliveryLedger.nextSequence();
        }
        benchMessages.send(scenarioFixture.publisher, intended, first, (status, body) -> {
            inFlight--;
            int[] statuses = benchMessages.statuses(status, body);
            for (int i = 0; i < statuses.length; i++) {
                deliveryLedger.answered(first + i, statuses[i], System.nanoTime() - intended);
            }
            afterAnswer.run();
        });
    }

    private Result measure(String name, Runnable start) {
        CpuCosts before = CpuCosts.now(scenarioFixture);
        long started = System.nanoTime();
        scenarioFixture.loadLoop.run(() -> {
            subscriberSet.count(deliveryLedger, client -> {});
            start.run();
        });
        awaitOver();
        awaitDeliveries();
        if (deliveryLedger.refused > 0) {
            System.err.println(name + ": refused, by status: " + deliveryLedger.refusals);
        }
        double seconds = StreamCrowd.seconds(started);
        CpuCosts cost = CpuCosts.now(scenarioFixture).minus(before);
        return scenarioFixture.loadLoop.call(() -> Result.of(name, deliveryLedger, lag, cost, seconds));
    }

    private void awaitOver() {
        try {
            over.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What does not come within a while is lost; the ledger says so. */
    private void awaitDeliveries() {
        try {
            Await.until(
                    "the last deliveries",
                    LAST_DELIVERIES,
                    () -> scenarioFixture.loadLoop.call(deliveryLedger::outstanding) <= 0);
        } catch (AssertionError late) {
            System.err.println("some deliveries have not come");
        }
    }
}
