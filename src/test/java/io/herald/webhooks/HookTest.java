package io.herald.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HookTest {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_" + "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    /** @param settings names and values in turn */
    private static HookRegistry registry(String... settings) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(HookConfig.class)
                .withDefaultValue("herald.hooks.crm.url", "https://crm.example.com/hook?token=t0p")
                .withDefaultValue("herald.hooks.crm.secret", SECRET)
                .withDefaultValue("herald.hooks.crm.events", "user.online");
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue("herald.hooks." + settings[i], settings[i + 1]);
        }
        return new HookRegistry(config.build().getConfigMapping(HookConfig.class));
    }

    private static Hook hook(String... settings) {
        return registry(settings).find("crm").orElseThrow();
    }

    @Test
    void a_star_stands_for_all_types() {
        assertEquals(EnumSet.allOf(HookEventType.class), hook("crm.events", "*").types());
    }

    @Test
    void messages_are_those_of_the_listed_rooms() {
        Hook hook = hook("crm.events", "message.sent", "crm.rooms", "ops,team-*");
        assertTrue(hook.accepts(HookEventType.MESSAGE_SENT, "room:ops"));
        assertTrue(hook.accepts(HookEventType.MESSAGE_SENT, "room:team-a"));
        assertFalse(hook.accepts(HookEventType.MESSAGE_SENT, "room:ops2"));
        assertFalse(hook("crm.events", "*").accepts(HookEventType.MESSAGE_SENT, "room:ops"));
    }

    @Test
    void what_no_hook_receives_is_not_recorded() {
        HookRegistry registry = registry("crm.events", "user.online,room.vacated");
        assertTrue(registry.receivesAny(HookEventType.USER_ONLINE, HookEventType.USER_OFFLINE));
        assertFalse(registry.receivesAny(HookEventType.PUSH_GONE));
        assertFalse(registry.receivesMessagesOf("ops"));
        assertEquals(
                Set.of(HookEventType.USER_ONLINE, HookEventType.ROOM_VACATED),
                registry.hooks().get(0).types());
    }

    /** A receiver can then replace one secret after the other. */
    @Test
    void two_secrets_sign_each_call() {
        byte[] body = "{}".getBytes(UTF_8);
        String[] signatures = hook("crm.secret", SECRET + "," + OTHER)
                .endpoint()
                .signatures("1", "2", body)
                .split(" ");
        assertEquals(2, signatures.length);
        assertEquals(WebhookSecret.parse(SECRET).sign("1", "2", body), signatures[0]);
        assertEquals(WebhookSecret.parse(OTHER).sign("1", "2", body), signatures[1]);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                crm.url         | ftp://crm.example.com          | herald.hooks.crm.url must be http:// or https://, without user and password
                crm.url         | https://a:b@crm.example.com    | herald.hooks.crm.url must be http:// or https://, without user and password
                crm.secret      | a,b,c                          | herald.hooks.crm.secret must be one secret, or two separated by a comma
                crm.secret      | whsec_%                        | herald.hooks.crm.secret must be whsec_ and base64, or any other text
                crm.events      | user.on                        | herald.hooks.crm.events: user.on is not a type of event
                crm.events      | message.sent                   | herald.hooks.crm.rooms must list the rooms of message.sent
                crm.rooms       | a*b                            | herald.hooks.crm.rooms must be names of rooms, with * only at the end
                crm.concurrency | 0                              | herald.hooks.crm.concurrency must be between 1 and 256
                """)
    void an_invalid_setting_fails_the_start_without_a_secret_in_the_message(String name, String value, String message) {
        RuntimeException failure = assertThrows(RuntimeException.class, () -> registry(name, value));
        assertEquals("Herald does not start: " + message, failure.getMessage());
    }
}
