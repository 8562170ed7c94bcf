package io.herald.bench;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One measured phase of publishing: at a fixed rate whatever the server does, or at the maximum rate. */
final class PublishPhase {

    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(20);

    private final BenchTarget target;
    private final BenchSubscribers subscriberSet;
    private final BenchMessages benchMessages;
    private final DeliveryLedger deliveryLedger;
    private final Histogram lag = new Histogram(TimeUnit.MINUTES.toNanos(2), 2);
    private final CountDownLatch ended = new CountDownLatch(1);
    private int inFlight;
    private long end;
    private boolean filling;
    private Runnable afterAnswer = () -> {};

    PublishPhase(
            ScenarioFixture scenarioFixture,
            BenchSubscribers subscriberSet,
            BenchMessages benchMessages,
            DeliveryLedger deliveryLedger) {
        this(scenarioFixture.target(), subscriberSet, benchMessages, deliveryLedger);
    }

    PublishPhase(
            BenchTarget target,
            BenchSubscribers subscriberSet,
            BenchMessages benchMessages,
            DeliveryLedger deliveryLedger) {
        this.target = target;
        this.subscriberSet = subscriberSet;
        this.benchMessages = benchMessages;
        this.deliveryLedger = deliveryLedger;
    }

    /** Sends messages at the given rate per second. The latency of a late message counts from the time at which it was due. */
    Result paced(String name, int rate, int seconds) {
        long interval = TimeUnit.SECONDS.toNanos(1) * benchMessages.perCall() / rate;
        return measure(name, () -> {
            long now = System.nanoTime();
            end = now + TimeUnit.SECONDS.toNanos(seconds);
            tick(now, interval);
        });
    }

    /** Sends at a fixed rate and does not wait for deliveries: there may be no client. */
    void send(int rate, int seconds) {
        target.loadLoop().run(() -> {
            long now = System.nanoTime();
            end = now + TimeUnit.SECONDS.toNanos(seconds);
            tick(now, TimeUnit.SECONDS.toNanos(1) / rate);
        });
        awaitEnd();
        Await.until("the last answers", () -> target.loadLoop().call(() -> inFlight) == 0);
    }

    private void tick(long due, long interval) {
        long next = due;
        for (long now = System.nanoTime(); next <= now && next < end; next += interval) {
            lag.recordValue(now - next);
            send(next);
        }
        if (next >= end) {
            ended.countDown();
            return;
        }
        long then = next;
        target.loadLoop().loop().schedule(() -> tick(then, interval), next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Sends at the maximum rate with at most {@code calls} concurrent calls and {@code undelivered} outstanding deliveries. */
    Result atMaximumRate(String name, int calls, long undelivered, int seconds) {
        return measure(name, () -> {
            end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            Runnable fill = () -> fill(calls, undelivered);
            subscriberSet.recordTo(deliveryLedger, client -> fill.run());
            afterAnswer = fill;
            target.loadLoop().loop().schedule(ended::countDown, seconds, TimeUnit.SECONDS);
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
        for (int i = 1; i < benchMessages.perCall(); i++) {
            deliveryLedger.nextSequence();
        }
        benchMessages.send(target.publisher(), intended, first, (status, body) -> {
            inFlight--;
            int[] statuses = benchMessages.statuses(status, body);
            for (int i = 0; i < statuses.length; i++) {
                deliveryLedger.recordAnswer(first + i, statuses[i], System.nanoTime() - intended);
            }
            afterAnswer.run();
        });
    }

    private Result measure(String name, Runnable start) {
        CpuCosts before = target.costs().get();
        long started = System.nanoTime();
        target.loadLoop().run(() -> {
            subscriberSet.recordTo(deliveryLedger, client -> {});
            start.run();
        });
        awaitEnd();
        awaitDeliveries();
        if (deliveryLedger.refused > 0) {
            System.err.println(name + ": refused, by status: " + deliveryLedger.refusals);
        }
        double seconds = StreamClients.seconds(started);
        CpuCosts cost = target.costs().get().minus(before);
        return target.loadLoop().call(() -> Result.of(name, deliveryLedger, lag, cost, seconds));
    }

    private void awaitEnd() {
        try {
            ended.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The ledger counts deliveries that do not arrive within the timeout as lost. */
    private void awaitDeliveries() {
        try {
            Await.until(
                    "the last deliveries",
                    DELIVERY_TIMEOUT,
                    () -> target.loadLoop().call(deliveryLedger::outstanding) <= 0);
        } catch (AssertionError timeout) {
            System.err.println("some deliveries have not arrived");
        }
    }
}
