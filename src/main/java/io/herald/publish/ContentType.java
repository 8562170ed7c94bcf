package io.herald.publish;

import org.jspecify.annotations.Nullable;

/** Determines the type of a request body, for calls that accept several. */
public final class ContentType {

    private ContentType() {}

    /**
     * Returns whether the content type is the given media type. Parameters are ignored. Callers treat everything else as JSON,
     * as all other calls do.
     */
    public static boolean is(@Nullable String contentType, String kind) {
        return contentType != null && contentType.split(";", 2)[0].trim().equalsIgnoreCase(kind);
    }
}
