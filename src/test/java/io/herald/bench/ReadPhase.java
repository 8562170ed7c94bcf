package io.herald.bench;

import io.herald.testing.Await;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** Sends GET requests for one user after another, at a fixed rate (open loop). */
final class ReadPhase {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final ScenarioFixture scenarioFixture;
    private final IntFunction<String> path;
    private final int users;
    private final int first;
    private int next;
    private int inFlight;
    private int failed;
    private Histogram times = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);

    ReadPhase(ScenarioFixture scenarioFixture, IntFunction<String> path, int users, int first) {
        this.scenarioFixture = scenarioFixture;
        this.path = path;
        this.users = users;
        this.first = first;
    }

    /** The latency of a late request counts from the time at which it was due. */
    Result paced(String name, int rate, int seconds) {
        times = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        failed = 0;
        CpuCosts before = CpuCosts.now(scenarioFixture);
        AtomicBoolean ended = new AtomicBoolean();
        scenarioFixture.loadLoop.run(() -> {
            long now = System.nanoTime();
            tick(now, TimeUnit.SECONDS.toNanos(1) / rate, now + TimeUnit.SECONDS.toNanos(seconds), ended);
        });
        Await.until(
                "the last answers", TIMEOUT, () -> ended.get() && scenarioFixture.loadLoop.call(() -> inFlight) == 0);
        CpuCosts cost = CpuCosts.now(scenarioFixture).minus(before);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("reads/s", Result.number((double) times.getTotalCount() / seconds));
        Result.times(figures, times);
        figures.put("µs service", Result.micros((double) cost.server() / Math.max(1, times.getTotalCount())));
        figures.put("failed", Integer.toString(failed));
        return new Result(name, figures);
    }

    private void tick(long due, long interval, long end, AtomicBoolean ended) {
        long time = due;
        for (long now = System.nanoTime(); time <= now && time < end; time += interval) {
            read(time);
        }
        if (time >= end) {
            ended.set(true);
            return;
        }
        long nextDue = time;
        scenarioFixture
                .loadLoop
                .loop()
                .schedule(() -> tick(nextDue, interval, end, ended), nextDue - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void read(long intended) {
        // In steps of seven, so that successive requests do not concern users whose rows are adjacent.
        int user = first + next++ * 7 % users;
        inFlight++;
        scenarioFixture.publisher.get(path.apply(user), scenarioFixture.tokens.tokenOf(user), (status, body) -> {
            inFlight--;
            failed += status == 200 ? 0 : 1;
            times.recordValue(System.nanoTime() - intended);
        });
    }
}
