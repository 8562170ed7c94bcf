package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What whoever installs it sees first: one line that says what to change, and no stack trace. */
class WrongSettingIT {

    @Test
    void every_missing_setting_is_named_in_one_line() {
        String line = endsNaming("Herald does not start", Map.of());
        assertTrue(line.contains("quarkus.redis.hosts, quarkus.datasource.reactive.url, mp.jwt.verify"), line);
    }

    @Test
    void a_missing_server_is_named_and_what_is_set_is_not() {
        String line = endsNaming("quarkus.redis.hosts", without("quarkus.redis.hosts"));
        assertTrue(line.contains("Herald does not start"), line);
        assertTrue(line.endsWith("not set: quarkus.redis.hosts"), line);
    }

    @Test
    void a_missing_key_is_named() {
        endsNaming("mp.jwt.verify.publickey.location", without("mp.jwt.verify.publickey.location"));
    }

    @Test
    void a_key_that_is_not_there_is_named() {
        endsNaming(
                "mp.jwt.verify.publickey.location: there is nothing to read at '/no/such.pem'",
                with("mp.jwt.verify.publickey.location", "/no/such.pem"));
    }

    @Test
    void a_value_that_makes_no_sense_is_named() {
        endsNaming("herald.log.retention", with("herald.log.retention", "soon"));
    }

    @Test
    void everybody_as_an_allowed_origin_is_refused() {
        endsNaming("herald.auth.allowed-origins", with("herald.auth.allowed-origins", "*"));
    }

    @Test
    void a_name_that_nobody_knows_is_told_and_the_service_starts() {
        try (HeraldProcess herald =
                HeraldProcess.start(Map.of("herald.log.retenton", "1h", "herald.service.host", "10.0.0.1"))) {
            List<String> told = herald.log().stream()
                    .filter(line -> line.contains("is no setting of this service"))
                    .toList();
            assertEquals(1, told.size(), () -> String.join("\n", told));
            assertTrue(told.get(0).contains("HERALD_LOG_RETENTON"), told.get(0));
            assertTrue(told.get(0).contains("did you mean HERALD_LOG_RETENTION"), told.get(0));
        }
    }

    private static String endsNaming(String setting, Map<String, String> settings) {
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            assertEquals(1, herald.exitCode());
            List<String> log = herald.log();
            List<String> told =
                    log.stream().filter(line -> line.contains(setting)).toList();
            assertEquals(1, told.size(), () -> String.join("\n", log));
            assertTrue(
                    log.stream()
                                    .filter(line -> line.contains("Herald does not start"))
                                    .count()
                            <= 1,
                    () -> String.join("\n", log));
            assertTrue(
                    log.stream().noneMatch(line -> line.startsWith("\tat ") || line.contains("\"frames\"")),
                    () -> String.join("\n", log));
            return told.get(0);
        }
    }

    private static Map<String, String> without(String setting) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.remove(setting);
        return settings;
    }

    private static Map<String, String> with(String setting, String value) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.put(setting, value);
        return settings;
    }
}
