package io.herald.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Configures the hooks, by name: the addresses to which the service sends events. */
@ConfigMapping(prefix = "herald.hooks")
public interface HookConfig {

    @WithParentName
    Map<String, Target> targets();

    interface Target {

        /** Address to which the events are posted. */
        URI url();

        /** Secret that signs the events, or two, separated by a comma: each event is then signed with both. */
        List<String> secret();

        /** Types of events, separated by commas, or {@code *} for all. */
        List<String> events();

        /** Rooms whose messages are sent as {@code message.sent}, with {@code *} only at the end of a name. */
        Optional<List<String>> rooms();

        /** Requests in progress at the same time, each for another user or room. */
        @WithDefault("16")
        int concurrency();
    }
}
