package io.herald.push.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configures Web Push. Without a private key it is disabled. */
@ConfigMapping(prefix = "herald.push")
public interface PushConfig {

    Vapid vapid();

    interface Vapid {

        /** The key that signs pushes to new subscriptions: a private key of the curve P-256 in PEM. */
        Optional<String> privateKey();

        /** Keys that continue to sign pushes to the subscriptions that were created with them: one or more in PEM. */
        Optional<String> formerPrivateKeys();

        /** How operators of push services reach the operator of this service: {@code mailto:} or https. */
        Optional<String> subject();
    }

    /** The address against which the links of notifications are resolved, and which a notification without a link opens. */
    Optional<String> site();

    /** How long the push of a notification waits if its user sees a connected page. */
    @WithDefault("10s")
    Duration after();

    /** The subscriptions of one user. Beyond it, the oldest is removed. */
    @WithDefault("10")
    int subscriptionsPerUser();

    /** The hosts of push services: names, optionally with a leading {@code *.}, and with a port if it is not 443. */
    @WithDefault("fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com")
    List<String> hosts();

    /** Whether push services may have private addresses and use http. For tests. */
    @WithDefault("false")
    boolean allowPrivate();

    /** Pushes in progress in one instance. At most a quarter of them are to the same push service. */
    @WithDefault("256")
    int concurrency();
}
