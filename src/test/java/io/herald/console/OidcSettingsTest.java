package io.herald.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OidcSettingsTest {

    @Test
    void without_an_issuer_the_page_gets_no_provider() {
        OidcSettings settings = settings(Map.of());
        assertEquals("{}", new String(settings.json(), UTF_8));
    }

    @Test
    void the_page_gets_the_provider_and_its_defaults() {
        OidcSettings settings = settings(Map.of("issuer", "https://id.example.com/realms/shop", "client-id", "herald"));
        assertEquals(
                "{\"oidc\":{\"issuer\":\"https://id.example.com/realms/shop\",\"clientId\":\"herald\",\"scope\":\"openid\","
                        + "\"token\":\"access_token\",\"name\":\"id.example.com\"}}",
                new String(settings.json(), UTF_8));
        assertEquals(Set.of("https://id.example.com"), settings.origins());
    }

    @Test
    void the_page_may_connect_to_further_origins() {
        OidcSettings settings = settings(Map.of(
                "issuer", "https://id.example.com",
                "client-id", "herald",
                "token", "id-token",
                "origins", "https://tokens.example.com:8443/oauth2/token"));
        assertEquals(Set.of("https://id.example.com", "https://tokens.example.com:8443"), settings.origins());
        assertTrue(new String(settings.json(), UTF_8).contains("\"token\":\"id_token\""));
    }

    @ParameterizedTest
    @CsvSource({
        "issuer, https://id.example.com, '', herald.console.oidc.client-id",
        "client-id, herald, '', herald.console.oidc.issuer",
        "issuer, http://id.example.com, herald, herald.console.oidc.issuer",
        "issuer, https://user@id.example.com, herald, herald.console.oidc.issuer",
        "issuer, id.example.com, herald, herald.console.oidc.issuer",
        "issuer, 'https://id.example.com ; *', herald, herald.console.oidc.issuer"
    })
    void a_setting_that_cannot_work_prevents_the_start(String name, String value, String clientId, String named) {
        Map<String, String> settings =
                clientId.isEmpty() ? Map.of(name, value) : Map.of(name, value, "client-id", clientId);
        String message = assertThrows(ConfigurationException.class, () -> settings(settings))
                .getMessage();
        assertTrue(message.startsWith("Herald does not start: " + named), message);
    }

    private static OidcSettings settings(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(OidcConfig.class);
        settings.forEach((name, value) -> builder.withDefaultValue("herald.console.oidc." + name, value));
        SmallRyeConfig config = builder.build();
        return new OidcSettings(config.getConfigMapping(OidcConfig.class));
    }
}
