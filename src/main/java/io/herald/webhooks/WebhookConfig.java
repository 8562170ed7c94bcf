package io.herald.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Configures the webhooks, by name. The service never calls a URL from a request, because the sender could reach internal
 * servers with it (SSRF).
 */
@ConfigMapping(prefix = "herald.webhooks")
public interface WebhookConfig {

    /** The webhooks by the name that {@code escalate} refers to. */
    @WithParentName
    Map<String, Target> targets();

    interface Target {

        /** Address to which unread notifications are escalated. */
        URI url();

        /**
         * Secret that signs the calls of this webhook: {@code whsec_} and base64 as in Standard Webhooks, or any other text. Or two,
         * separated by a comma: each call is then signed with both.
         */
        List<String> secret();
    }
}
