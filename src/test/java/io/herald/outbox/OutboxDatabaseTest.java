package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of a database are checked at the start, and the message names the wrong one. */
class OutboxDatabaseTest {

    private static final String URL = "postgresql://db:5433/orders";

    private static OutboxDatabase database(String name, String... settings) {
        SmallRyeConfigBuilder config =
                new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(OutboxConfig.class);
        String prefix = "herald.outbox.\"" + name + "\".";
        config.withDefaultValue(prefix + "url", URL);
        for (int i = 0; i < settings.length; i += 2) {
            config.withDefaultValue(prefix + settings[i], settings[i + 1]);
        }
        OutboxConfig.Source source =
                config.build().getConfigMapping(OutboxConfig.class).databases().get(name);
        return OutboxDatabase.of(name, source, none -> Optional.empty());
    }

    @Test
    void a_url_is_enough() {
        OutboxDatabase database = database("orders");
        assertEquals("db", database.options().getHost());
        assertEquals(5433, database.options().getPort());
        assertEquals("orders", database.options().getDatabase());
        assertEquals("outbox:orders", database.sender());
        assertEquals("herald", database.schema());
        assertTrue(database.listens());
    }

    @ParameterizedTest
    @CsvSource({
        "schema, a\";DROP TABLE x, .schema must be a name",
        "sender, two words, .sender must be",
        "poll, 1ms, .poll must be between",
        "poll, 2h, .poll must be between",
        "tls-configuration-name, missing, quarkus.tls.missing is not configured"
    })
    void a_wrong_setting_is_named(String name, String value, String message) {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> database("orders", name, value));
        assertTrue(failure.getMessage().startsWith("herald.outbox.orders."), failure.getMessage());
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    @Test
    void a_wrong_url_is_not_repeated_since_it_may_contain_a_password() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class, () -> database("orders", "url", "mysql://user:hunter2@db/orders"));
        assertTrue(failure.getMessage().contains("herald.outbox.orders.url must be"), failure.getMessage());
        assertFalse(failure.getMessage().contains("hunter2"), failure.getMessage());
    }

    @Test
    void a_name_that_cannot_be_part_of_a_key_is_rejected() {
        assertThrows(IllegalArgumentException.class, () -> database("two words"));
    }
}
