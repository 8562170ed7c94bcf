package io.herald.testing;

import org.jspecify.annotations.Nullable;

/** One block of an event stream. Missing fields are null, except the name, which has a default. */
public record SseEvent(
        @Nullable String id,
        String event,
        String data,
        @Nullable Long retry) {

    public boolean is(String name) {
        return event.equals(name);
    }
}
