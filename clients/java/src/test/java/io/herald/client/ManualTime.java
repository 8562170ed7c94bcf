package io.herald.client;

import io.herald.client.http.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that only pauses move. */
final class ManualTime extends Clock implements Pause {

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-20T15:00:00Z");

    List<Duration> pauses() {
        return pauses;
    }

    @Override
    public void await(Duration delay) {
        pauses.add(delay);
        now = now.plus(delay);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
