package io.herald.publish;

import org.jspecify.annotations.Nullable;

/** What a body is, where a call takes more than one kind. */
final class BodyType {

    private BodyType() {}

    /** Whoever says nothing, or nothing exact, sends JSON, as to all other calls. */
    static boolean is(@Nullable String contentType, String kind) {
        return contentType != null && contentType.split(";", 2)[0].trim().equalsIgnoreCase(kind);
    }
}
