package io.herald.push.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushSettingsTest {

    private static final String FORMER = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIO5yqJFdAl4GB8a0Yd/45KYdwxKDTORtGkYvjPWM4Ff/oAoGCCqGSM49
        AwEHoUQDQgAEgGnguVQBljzF99WPMWcbzY0k+DHlOlZHWEtbPNa0D7VHWmxCxkKk
        5Ze+kGMsGyN4nmJwDJU5obKN1l+jDCMLoQ==
        -----END EC PRIVATE KEY-----
        """;

    @Test
    void is_disabled_without_a_key_and_says_so() {
        PushSettings settings = PushSettingsBuilder.empty().build();
        assertEquals(List.of(), settings.errors());
        assertFalse(settings.isEnabled());
        ProblemException problem = assertThrows(ProblemException.class, settings::keys);
        assertEquals(404, problem.problem().status());
        assertTrue(String.valueOf(problem.problem().detail()).contains("disabled"));
    }

    @Test
    void empty_variables_count_as_absent() {
        PushSettings settings = PushSettingsBuilder.empty()
                .with("vapid.private-key", " ")
                .with("vapid.subject", " ")
                .with("site", " ")
                .build();
        assertEquals(List.of(), settings.errors());
        assertFalse(settings.isEnabled());
    }

    @Test
    void is_enabled_with_a_key_and_a_subject() {
        PushSettings settings = PushSettingsBuilder.enabled().build();
        assertEquals(List.of(), settings.errors());
        assertEquals(PushSettingsBuilder.PUBLIC_KEY, settings.keys().current().publicKey());
    }

    @Test
    void finds_former_keys_by_their_public_keys() {
        PushSettings settings = PushSettingsBuilder.enabled()
                .with("vapid.former-private-keys", FORMER + PushSettingsBuilder.KEY)
                .build();
        assertNotNull(settings.keys().find(PushSettingsBuilder.PUBLIC_KEY));
    }

    @Test
    void a_key_needs_a_subject() {
        PushSettings settings = PushSettingsBuilder.empty()
                .with("vapid.private-key", PushSettingsBuilder.KEY)
                .build();
        assertEquals(
                List.of("herald.push.vapid.subject must be set with herald.push.vapid.private-key"), settings.errors());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops@example.com", "mailto:", "http://example.com", "mailto:a@b c", "https://"})
    void a_subject_is_an_address_of_the_operator(String subject) {
        PushSettings settings =
                PushSettingsBuilder.enabled().with("vapid.subject", subject).build();
        assertEquals(List.of("herald.push.vapid.subject must be a mailto: or https: address"), settings.errors());
    }

    @Test
    void an_error_shows_no_part_of_a_key() {
        PushSettings settings = PushSettingsBuilder.enabled()
                .with("vapid.private-key", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----")
                .build();
        assertEquals(
                List.of("herald.push.vapid.private-key must be a private key of the curve P-256"), settings.errors());
        assertFalse(settings.isEnabled());
    }

    @ParameterizedTest
    @CsvSource({
        "site, ftp://example.com",
        "site, /app",
        "hosts, https://push.example.com",
        "hosts, *",
        "hosts, push.example.com/path",
        "subscriptions-per-user, 0",
        "concurrency, 0",
        "after, -1s"
    })
    void names_an_invalid_setting(String name, String value) {
        List<String> errors =
                PushSettingsBuilder.enabled().with(name, value).build().errors();
        assertEquals(1, errors.size(), errors.toString());
        assertTrue(errors.get(0).startsWith("herald.push." + name + " "), errors.toString());
    }

    @Test
    void former_keys_alone_are_an_error() {
        PushSettings settings = PushSettingsBuilder.empty()
                .with("vapid.former-private-keys", PushSettingsBuilder.KEY)
                .build();
        assertEquals(
                List.of("herald.push.vapid.former-private-keys needs herald.push.vapid.private-key"),
                settings.errors());
    }
}
