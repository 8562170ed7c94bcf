package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.HeraldProcess;
import io.herald.testing.TestServers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RequiredSettingsIT {

    @Test
    void every_missing_setting_is_named_in_one_line() {
        String line = refusal(Map.of());
        assertTrue(line.contains("quarkus.redis.hosts, quarkus.datasource.reactive.url, mp.jwt.verify"), line);
    }

    @Test
    void what_is_set_is_not_named() {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.remove("quarkus.redis.hosts");
        String line = refusal(settings);
        assertTrue(line.endsWith("not set: quarkus.redis.hosts"), line);
    }

    private static String refusal(Map<String, String> settings) {
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            assertEquals(1, herald.exitCode());
            List<String> told = herald.log().stream()
                    .filter(line -> line.contains("Herald does not start"))
                    .toList();
            assertEquals(1, told.size(), () -> String.join("\n", herald.log()));
            return told.get(0);
        }
    }
}
