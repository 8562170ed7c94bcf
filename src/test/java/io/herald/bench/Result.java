package io.herald.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * One line of the report: figures by name, in the order of the columns.
 *
 * @param table what distinguishes the table of this line from the main table of the scenario; empty for the main table
 */
record Result(String name, Map<String, String> figures, String table) {

    Result(String name, Map<String, String> figures) {
        this(name, figures, "");
    }

    static Result of(String name, DeliveryLedger deliveryLedger, Histogram lag, CpuCosts cpu, double seconds) {
        Map<String, String> figures = new LinkedHashMap<>();
        double deliveries = Math.max(1, deliveryLedger.deliveries);
        figures.put("published/s", number(deliveryLedger.accepted() / seconds));
        figures.put("deliveries/s", number(deliveryLedger.deliveries / seconds));
        times(figures, deliveryLedger.latency);
        figures.put("answer p99", millis(deliveryLedger.answers.getValueAtPercentile(99)));
        figures.put("µs service", micros(cpu.server() / deliveries));
        figures.put("µs Redis", micros(cpu.redis() / deliveries));
        figures.put("µs all", micros((cpu.server() + cpu.redis()) / deliveries));
        figures.put("core", percent((cpu.server() + cpu.redis()) / seconds / 1e6));
        figures.put("compiling", percent((double) cpu.compilers() / Math.max(1, cpu.server())));
        figures.put("lost", Long.toString(deliveryLedger.lost()));
        figures.put("repeated", Long.toString(deliveryLedger.repeats + deliveryLedger.misdirected));
        figures.put("refused", Long.toString(deliveryLedger.refused));
        figures.put("load", percent(cpu.load() / seconds / 1e6));
        figures.put("load late p99", millis(lag.getValueAtPercentile(99)));
        return new Result(name, figures);
    }

    static Map<String, String> times(Map<String, String> figures, Histogram times) {
        figures.put("p50", millis(times.getValueAtPercentile(50)));
        figures.put("p90", millis(times.getValueAtPercentile(90)));
        figures.put("p95", millis(times.getValueAtPercentile(95)));
        figures.put("p99", millis(times.getValueAtPercentile(99)));
        figures.put("p99.9", millis(times.getValueAtPercentile(99.9)));
        figures.put("max", millis(times.getMaxValue()));
        return figures;
    }

    Result with(String figure, String value) {
        Map<String, String> more = new LinkedHashMap<>(figures);
        more.put(figure, value);
        return new Result(name, more, table);
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    static String megabytes(long kilobytes) {
        return number(kilobytes / 1024.0);
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.2f" : "%.0f", nanos / 1e6);
    }

    static String micros(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }

    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    static String percent(double fraction) {
        return number(fraction * 100) + "%";
    }
}
