package io.herald.bench;

import io.herald.bench.SecondSampler.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The latency of each second of a paced phase, by the intended time of sending. Only the load thread writes it. */
final class SecondSeries {

    private final List<Histogram> latencies = new ArrayList<>();
    private final int messagesPerSecond;

    SecondSeries(int messagesPerSecond, int seconds) {
        this.messagesPerSecond = messagesPerSecond;
        for (int i = 0; i < seconds; i++) {
            latencies.add(new Histogram(TimeUnit.MINUTES.toNanos(2), 3));
        }
    }

    /** Records a delivery of the n-th message of the phase. */
    void delivered(int message, long nanos) {
        int second = message / messagesPerSecond;
        if (second < latencies.size()) {
            latencies.get(second).recordValue(nanos);
        }
    }

    /** Returns the latencies of the first seconds together. */
    Histogram first(int seconds) {
        Histogram all = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        latencies.subList(0, Math.min(seconds, latencies.size())).forEach(all::add);
        return all;
    }

    /** Returns the second, counted from one, from which the p99 stays below a limit; "never" if it does not. */
    String stableFrom(long limitNanos) {
        int from = latencies.size();
        while (from > 0 && isBelow(latencies.get(from - 1), limitNanos)) {
            from--;
        }
        return from == latencies.size() ? "never" : Integer.toString(from + 1);
    }

    /** A message that was refused or lost has no latency. With more than a hundredth of them, there is no p99. */
    private boolean isBelow(Histogram latency, long limitNanos) {
        return latency.getTotalCount() >= 0.99 * messagesPerSecond && latency.getValueAtPercentile(99) < limitNanos;
    }

    /** Returns a line for each second. */
    List<Result> lines(String name, List<Sample> samples) {
        List<Result> lines = new ArrayList<>();
        for (int i = 0; i < Math.min(latencies.size(), samples.size()); i++) {
            Histogram latency = latencies.get(i);
            CpuCosts costs = samples.get(i).costs();
            Map<String, String> figures = new LinkedHashMap<>();
            figures.put("second", Integer.toString(i + 1));
            figures.put("published", Integer.toString(samples.get(i).published()));
            figures.put("p50", Result.millis(latency.getValueAtPercentile(50)));
            figures.put("p99", Result.millis(latency.getValueAtPercentile(99)));
            figures.put("core", Result.percent((costs.server() + costs.redis()) / 1e6));
            figures.put("compiling", Result.percent((double) costs.compilers() / Math.max(1, costs.server())));
            lines.add(new Result(name, figures, "by second"));
        }
        return lines;
    }
}
