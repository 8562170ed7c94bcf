package io.herald.ops.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartupSummaryTest {

    @ParameterizedTest
    @CsvSource({
        "redis://:secret@redis:6379/2, redis://redis:6379/2",
        "'redis://me:secret@one,redis://me:secret@two?password=secret', 'redis://one,redis://two'",
        "postgresql://me:secret@db:5432/herald?password=secret&sslmode=require, postgresql://db:5432/herald",
        "redis://me:se/cr@t@redis:6379, redis://redis:6379",
        "rediss://redis:6379, rediss://redis:6379",
        "/etc/keys/public.pem, /etc/keys/public.pem",
    })
    void the_summary_contains_no_credentials(String configured, String printed) {
        assertEquals(printed, StartupSummary.withoutCredentials(configured));
    }
}
