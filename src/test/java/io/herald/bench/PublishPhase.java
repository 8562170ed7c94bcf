package io.herald.bench;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** One measured stretch of publishing: at a rate, whatever the server does, or as fast as it goes. */
final class PublishPhase {

    private static final Duration LAST_DELIVERIES = Duration.ofSeconds(20);

    private final ScenarioFixture stage;
    private final SubscriberSet audience;
    private final BenchMessages messages;
    private final DeliveryLedger ledger;
    private final Histogram lag = new Histogram(TimeUnit.MINUTES.toNanos(2), 2);
    private final CountDownLatch over = new CountDownLatch(1);
    private int inFlight;
    private long end;
    private boolean filling;
    private Runnable afterAnswer = () -> {};

    PublishPhase(ScenarioFixture stage, SubscriberSet audience, BenchMessages messages, DeliveryLedger ledger) {
        this.stage = stage;
        this.audience = audience;
        this.messages = messages;
        this.ledger = ledger;
    }

    /** Sends so many messages a second from the first moment on; one that is sent late is measured from when it was due. */
    Result paced(String name, int rate, int seconds) {
        long interval = TimeUnit.SECONDS.toNanos(1) * messages.aCall() / rate;
        return measure(name, () -> {
            long now = System.nanoTime();
            end = now + TimeUnit.SECONDS.toNanos(seconds);
            tick(now, interval);
        });
    }

    /** At a rate, without waiting for deliveries: there may be nobody. */
    void send(int rate, int seconds) {
        stage.load.run(() -> {
            long now = System.nanoTime();
            end = now + TimeUnit.SECONDS.toNanos(seconds);
            tick(now, TimeUnit.SECONDS.toNanos(1) / rate);
        });
        awaitOver();
        Await.until("the last answers", () -> stage.load.call(() -> inFlight) == 0);
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
        stage.load.loop().schedule(() -> tick(then, interval), next - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Keeps so many calls and so many messages that are not yet with everybody under way. */
    Result flatOut(String name, int calls, long undelivered, int seconds) {
        return measure(name, () -> {
            end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            Runnable fill = () -> fill(calls, undelivered);
            audience.count(ledger, client -> fill.run());
            afterAnswer = fill;
            stage.load.loop().schedule(over::countDown, seconds, TimeUnit.SECONDS);
            fill.run();
        });
    }

    private void fill(int calls, long undelivered) {
        if (filling) {
            return;
        }
        filling = true;
        while (inFlight < calls && ledger.outstanding() < undelivered && System.nanoTime() < end) {
            send(System.nanoTime());
        }
        filling = false;
    }

    private void send(long intended) {
        inFlight++;
        int first = ledger.nextSequence();
        for (int i = 1; i < messages.aCall(); i++) {
            ledger.nextSequence();
        }
        messages.send(stage.publisher, intended, first, (status, body) -> {
            inFlight--;
            int[] statuses = messages.statuses(status, body);
            for (int i = 0; i < statuses.length; i++) {
                ledger.answered(first + i, statuses[i], System.nanoTime() - intended);
            }
            afterAnswer.run();
        });
    }

    private Result measure(String name, Runnable start) {
        CpuCosts before = CpuCosts.now(stage);
        long started = System.nanoTime();
        stage.load.run(() -> {
            audience.count(ledger, client -> {});
            start.run();
        });
        awaitOver();
        awaitDeliveries();
        if (ledger.refused > 0) {
            System.err.println(name + ": refused, by status: " + ledger.refusals);
        }
        double seconds = StreamCrowd.seconds(started);
        CpuCosts cost = CpuCosts.now(stage).minus(before);
        return stage.load.call(() -> Result.of(name, ledger, lag, cost, seconds));
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
            Await.until("the last deliveries", LAST_DELIVERIES, () -> stage.load.call(ledger::outstanding) <= 0);
        } catch (AssertionError late) {
            System.err.println("some deliveries have not come");
        }
    }
}
