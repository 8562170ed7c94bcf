package io.herald.bench;

import io.herald.bench.BenchMessages.RoomEvents;
import io.herald.bench.BenchMessages.UserEvents;
import io.herald.bench.BenchMessages.UserNotifications;
import io.herald.bench.DeliveryLedger.Recipients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The first minute of a service that has just become ready: no load precedes the measured one. */
record ColdStart(Load load) implements Scenario {

    private static final int FIRST_SECONDS = 10;
    private static final long STABLE = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SIZE = 200;

    /** What is published, from the moment at which all streams are open. */
    enum Load {
        UNICAST_2000("2,000 unicasts/s", Recipients.ONE, 2_000),
        UNICAST_5000("5,000 unicasts/s", Recipients.ONE, 5_000),
        FAN_OUT("1,000 x 50/s", Recipients.ALL, 50);

        final String label;
        private final Recipients recipients;
        private final int rate;

        Load(String label, Recipients recipients, int rate) {
            this.label = label;
            this.recipients = recipients;
            this.rate = rate;
        }

        private int streams(Options options) {
            return recipients == Recipients.ALL ? 1_000 : options.number("streams", 5_000);
        }

        private String query() {
            return recipients == Recipients.ALL ? "?room=" + BenchTokens.ROOM : "";
        }

        private BenchMessages messages(int streams) {
            return recipients == Recipients.ALL
                    ? new RoomEvents(BenchTokens.ROOM, SIZE)
                    : new UserEvents(new UserNotifications(streams, 1, SIZE));
        }
    }

    @Override
    public List<Result> run(ScenarioFixture fixture) {
        int streams = load.streams(fixture.options);
        int seconds = fixture.options.seconds();
        String name = load.label + ", " + fixture.launcher.name();
        StreamClients crowd = new StreamClients(fixture.loadLoop, fixture.tokens, false);
        double connecting = crowd.open(streams, load.query());
        DeliveryLedger ledger = new DeliveryLedger(load.recipients, streams, 1);
        SecondSeries series = new SecondSeries(load.rate, seconds);
        ledger.observe(series::delivered);
        PublishPhase phase = new PublishPhase(fixture, crowd, load.messages(streams), ledger);
        try (SecondSampler sampler = new SecondSampler(fixture, ledger)) {
            Result whole = phase.paced(name, load.rate, seconds);
            List<Result> results = new ArrayList<>();
            results.add(new Result(name, summary(fixture, streams / connecting, series, whole)));
            results.addAll(series.lines(name, sampler.samples()));
            return results;
        }
    }

    private static Map<String, String> summary(
            ScenarioFixture fixture, double connects, SecondSeries series, Result whole) {
        Histogram first = series.first(FIRST_SECONDS);
        Map<String, String> figures = new LinkedHashMap<>();
        figures.put("ready after, s", Result.decimal(fixture.readyAfterMillis / 1e3));
        figures.put("connects/s", Result.number(connects));
        figures.put("p50 of 10 s", Result.millis(first.getValueAtPercentile(50)));
        figures.put("p99 of 10 s", Result.millis(first.getValueAtPercentile(99)));
        figures.put("p99 < 20 ms from second", series.stableFrom(STABLE));
        for (String figure : List.of("published/s", "µs all", "lost", "repeated", "refused", "load late p99")) {
            figures.put(figure, whole.figures().getOrDefault(figure, ""));
        }
        figures.put("RSS, MB", Result.megabytes(fixture.server().rssKilobytes()));
        return figures;
    }
}
