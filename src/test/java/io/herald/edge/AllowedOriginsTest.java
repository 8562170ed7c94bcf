package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://*.example.com",
                "example.com",
                "https://example.com/",
                "https://example.com/path",
                "null",
                "/.*/",
                "ftp://example.com",
                "https://user@example.com",
                ""
            })
    void an_entry_that_is_not_an_exact_origin_is_refused_at_start_up(String origin) {
        var failure = assertThrows(ConfigurationException.class, () -> AllowedOrigins.exact(origin));
        assertTrue(failure.getMessage().startsWith("Herald does not start: herald.auth.allowed-origins"));
    }

    @Test
    void scheme_and_host_of_an_entry_are_case_insensitive() {
        assertEquals("https://app.example.com:8443", AllowedOrigins.exact("https://App.example.com:8443"));
    }

    @Test
    void development_allows_every_port_of_this_machine_and_production_does_not() {
        OriginConfig none = Optional::empty;
        AllowedOrigins development = new AllowedOrigins(none, true);
        AllowedOrigins production = new AllowedOrigins(none, false);
        for (String local :
                List.of("http://localhost:5173", "https://LOCALHOST", "http://127.0.0.1:3000", "http://[::1]:1")) {
            assertTrue(development.isListed(local), local);
            assertFalse(production.isListed(local), local);
        }
        for (String other : List.of("http://localhost.example.com", "http://127.0.0.1.nip.io", "null", "http:///")) {
            assertFalse(development.isListed(other), other);
        }
    }
}
