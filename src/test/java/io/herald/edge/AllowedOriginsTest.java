package io.herald.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
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
}
