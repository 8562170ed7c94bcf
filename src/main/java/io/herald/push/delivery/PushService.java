package io.herald.push.delivery;

import java.util.Locale;

/** The known operators of push services, as metrics name them. */
public enum PushService {
    APPLE(".apple.com"),
    GOOGLE(".googleapis.com"),
    MICROSOFT(".windows.com"),
    MOZILLA(".mozilla.com"),
    OTHER("");

    private final String domain;

    PushService(String domain) {
        this.domain = domain;
    }

    /** @param origin scheme, host and port */
    static PushService of(String origin) {
        for (PushService service : values()) {
            if (origin.endsWith(service.domain)) {
                return service;
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
