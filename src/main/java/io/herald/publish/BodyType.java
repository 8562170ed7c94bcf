package io.herald.publish;

import org.jspecify.annotations.Nullable;

/** Determines the type of a request body, for calls that accept several. */
final class BodyType {

    private BodyType() {}

    /**
     * Returns whether the content type is the given media type. Parameters are ignored. Callers treat everything else as JSON,
     * as all other calls do.
     */
    static boolean is(@Nullable String contentType, String kind) {
        return contentType != null && contentType.split(";", 2)[0].trim().equalsIgnoreCase(kind);
    }
}
