package io.herald.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.net.URI;
import java.util.Map;

/** Whom the service may call. Nobody else: an address out of a request would let its sender reach whatever we can. */
@ConfigMapping(prefix = "herald.webhooks")
public interface WebhookConfig {

    @WithParentName
    Map<String, Target> targets();

    interface Target {

        URI url();

        /** As Standard Webhooks has it, {@code whsec_} and base64; or any text. */
        String secret();
    }
}
