package io.herald.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.util.Map;

/**
 * The webhooks that the service may call. It calls no URL from a request, which would let its sender reach internal
 * servers (SSRF).
 */
@ConfigMapping(prefix = "herald.webhooks")
public interface WebhookConfig {

    @WithParentName
    Map<String, Target> targets();

    interface Target {

        URI url();

        /** The secret of the signature: {@code whsec_} and base64, as in Standard Webhooks, or any text. */
        String secret();
    }
}
