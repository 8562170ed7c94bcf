package io.herald.push.delivery;

import java.net.URI;
import java.util.Map;

/** A request to a push service: an encrypted message with its headers. */
record PushRequest(URI endpoint, Map<String, String> headers, byte[] body) {

    /** Omits the endpoint, which must not appear in a log. */
    @Override
    public String toString() {
        return "PushRequest";
    }
}
