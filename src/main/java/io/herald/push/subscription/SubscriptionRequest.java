package io.herald.push.subscription;

import io.herald.push.settings.PushHosts;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A valid subscription as a browser describes it.
 *
 * @param vapidKey the public VAPID key with which the browser created it
 */
record SubscriptionRequest(
        URI endpoint,
        byte[] p256dh,
        byte[] auth,
        String vapidKey,
        @Nullable String device,
        @Nullable Instant expiresAt) {

    /** Returns scheme, host and port of the endpoint, as in RFC 6454. */
    String origin() {
        String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
        String host = endpoint.getHost().toLowerCase(Locale.ROOT);
        boolean isDefaultPort = PushHosts.port(endpoint) == PushHosts.defaultPort(scheme);
        return scheme + "://" + host + (isDefaultPort ? "" : ":" + endpoint.getPort());
    }

    /** Omits the endpoint and the keys, which must not appear in a log. */
    @Override
    public String toString() {
        return "SubscriptionRequest " + origin();
    }
}
