package io.herald.ops.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A startup that fails on a setting logs one line with the remedy and no stack trace. */
@Tag("extended")
class WrongSettingIT {

    @Test
    void one_line_names_every_missing_setting() {
        String line = assertExitNames("Herald does not start", Map.of());
        assertTrue(line.contains("quarkus.redis.hosts, quarkus.datasource.reactive.url, mp.jwt.verify"), line);
    }

    @Test
    void only_the_missing_server_is_named() {
        String line = assertExitNames("quarkus.redis.hosts", without("quarkus.redis.hosts"));
        assertTrue(line.contains("Herald does not start"), line);
        assertTrue(line.endsWith("does not start: set quarkus.redis.hosts"), line);
    }

    @Test
    void a_missing_key_setting_is_named() {
        assertExitNames("mp.jwt.verify.publickey.location", without("mp.jwt.verify.publickey.location"));
    }

    @Test
    void a_missing_key_file_is_named() {
        assertExitNames(
                "mp.jwt.verify.publickey.location: no file or URL can be read at '/no/such.pem'",
                with("mp.jwt.verify.publickey.location", "/no/such.pem"));
    }

    @Test
    void an_invalid_value_is_named() {
        assertExitNames("herald.log.retention", with("herald.log.retention", "soon"));
    }

    @Test
    void a_wildcard_as_an_allowed_origin_is_rejected() {
        assertExitNames("herald.auth.allowed-origins", with("herald.auth.allowed-origins", "*"));
    }

    @Test
    void a_heartbeat_that_lets_the_idle_timeout_end_streams_is_rejected() {
        assertExitNames("quarkus.http.idle-timeout", with("herald.stream.heartbeat", "80s"));
    }

    @Test
    void a_port_in_use_is_named_with_the_setting_that_changes_it() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(other.getLocalPort());
            String line = assertExitNames("port " + port, with("quarkus.http.port", port));
            assertTrue(line.contains("Herald does not start: port " + port + " is in use. Set another one"), line);
        }
    }

    @Test
    void an_unknown_setting_is_logged_and_the_service_starts() {
        try (HeraldProcess herald =
                HeraldProcess.start(Map.of("herald.log.retenton", "1h", "herald.service.host", "10.0.0.1"))) {
            List<String> lines = herald.log().stream()
                    .filter(line -> line.contains("setting.ignored"))
                    .toList();
            assertEquals(1, lines.size(), () -> String.join("\n", lines));
            assertTrue(lines.get(0).contains("setting=HERALD_LOG_RETENTON"), lines.get(0));
            assertTrue(lines.get(0).contains("suggestion=HERALD_LOG_RETENTION"), lines.get(0));
        }
    }

    private static String assertExitNames(String setting, Map<String, String> settings) {
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            assertEquals(1, herald.exitCode());
            List<String> log = herald.log();
            List<String> lines =
                    log.stream().filter(line -> line.contains(setting)).toList();
            assertEquals(1, lines.size(), () -> String.join("\n", log));
            assertTrue(
                    log.stream()
                                    .filter(line -> line.contains("Herald does not start"))
                                    .count()
                            <= 1,
                    () -> String.join("\n", log));
            assertTrue(
                    log.stream().noneMatch(line -> line.startsWith("\tat ") || line.contains("\"frames\"")),
                    () -> String.join("\n", log));
            return lines.get(0);
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
