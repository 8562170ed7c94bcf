package io.herald.ops.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class UnknownSettingsTest {
    private static final Set<String> KNOWN = Set.of("herald.log.retention", "herald.auth.query-token");

    @Test
    void a_misspelled_setting_is_reported_with_the_nearest_name() {
        assertEquals("herald.log.retention", UnknownSettings.nearest("herald.log.retenton", KNOWN));
        assertEquals("HERALD_AUTH_QUERY_TOKEN", UnknownSettings.nearest("HERALD_AUTH_QUERYTOKEN", KNOWN));
    }

    @Test
    void known_settings_and_settings_of_other_software_are_not_reported() {
        assertTrue(UnknownSettings.isUnknown("herald.log.retenton", KNOWN));
        assertTrue(UnknownSettings.isUnknown("HERALD_LOG_RETENTON", KNOWN));
        assertFalse(UnknownSettings.isUnknown("HERALD_LOG_RETENTION", KNOWN));
        assertFalse(UnknownSettings.isUnknown("herald.webhooks.billing.url", KNOWN));
        assertFalse(UnknownSettings.isUnknown("quarkus.log.level", KNOWN));
    }

    @Test
    void service_variables_of_kubernetes_are_not_reported() {
        assertFalse(UnknownSettings.isUnknown("HERALD_SERVICE_HOST", KNOWN));
        assertFalse(UnknownSettings.isUnknown("HERALD_SERVICE_PORT_HTTP", KNOWN));
        assertFalse(UnknownSettings.isUnknown("HERALD_PORT", KNOWN));
        assertFalse(UnknownSettings.isUnknown("HERALD_PORT_8080_TCP_ADDR", KNOWN));
    }
}
