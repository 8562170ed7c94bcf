package io.herald.preferences;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.preferences.NotificationPreferences.QuietHours;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class QuietHoursTest {

    private static final QuietHours NIGHT =
            new QuietHours(LocalTime.of(22, 0), LocalTime.of(7, 0), ZoneId.of("Europe/Berlin"));
    private static final QuietHours NOON = new QuietHours(LocalTime.of(12, 0), LocalTime.of(13, 0), ZoneId.of("UTC"));

    @Test
    void quiet_hours_may_span_midnight() {
        Instant evening = Instant.parse("2026-01-10T22:30:00Z");
        Instant morning = Instant.parse("2026-01-11T05:59:59Z");
        for (Instant within : new Instant[] {evening, morning}) {
            assertEquals(Instant.parse("2026-01-10T21:00:00Z"), NIGHT.since(within));
            assertEquals(Instant.parse("2026-01-11T06:00:00Z"), NIGHT.until(within));
        }
        assertNull(NIGHT.until(Instant.parse("2026-01-11T06:00:00Z")));
        assertNull(NIGHT.since(Instant.parse("2026-01-10T20:59:59Z")));
    }

    @Test
    void quiet_hours_within_a_day_include_the_start_and_exclude_the_end() {
        Instant within = Instant.parse("2026-06-10T12:00:00Z");
        assertEquals(within, NOON.since(within));
        assertEquals(Instant.parse("2026-06-10T13:00:00Z"), NOON.until(within));
        assertNull(NOON.since(Instant.parse("2026-06-10T13:00:00Z")));
    }

    @Test
    void quiet_hours_follow_local_time_when_daylight_saving_begins() {
        Instant before = Instant.parse("2026-03-28T23:00:00Z");
        assertEquals(Instant.parse("2026-03-29T05:00:00Z"), NIGHT.until(before));
    }
}
