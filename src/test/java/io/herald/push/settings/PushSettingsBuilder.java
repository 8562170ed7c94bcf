package io.herald.push.settings;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.TreeMap;

/** Builds settings of Web Push from properties. */
public final class PushSettingsBuilder {

    /** A key as {@code openssl} writes it. */
    public static final String KEY = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg7nKokV0CXgYHxrRh
        3/jkph3DEoNM5G0aRi+M9YzgV/+hRANCAASAaeC5VAGWPMX31Y8xZxvNjST4MeU6
        VkdYS1s81rQPtUdabELGQqTll76QYywbI3ieYnAMlTmhso3WX6MMIwuh
        -----END PRIVATE KEY-----
        """;

    public static final String PUBLIC_KEY =
            "BIBp4LlUAZY8xffVjzFnG82NJPgx5TpWR1hLWzzWtA-1R1psQsZCpOWXvpBjLBsjeJ5icAyVOaGyjdZfowwjC6E";

    private final Map<String, String> properties = new TreeMap<>();

    /** Without any setting. */
    public static PushSettingsBuilder empty() {
        return new PushSettingsBuilder();
    }

    /** With a key and a subject. */
    public static PushSettingsBuilder enabled() {
        return empty().with("vapid.private-key", KEY).with("vapid.subject", "mailto:ops@example.com");
    }

    /** @param name without its prefix */
    public PushSettingsBuilder with(String name, String value) {
        properties.put("herald.push." + name, value);
        return this;
    }

    public PushConfig config() {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(properties, "test", 1_000))
                .withMapping(PushConfig.class)
                .build()
                .getConfigMapping(PushConfig.class);
    }

    public PushSettings build() {
        return new PushSettings(config());
    }
}
