package io.herald.testing;

import org.jspecify.annotations.Nullable;

/** One block of an event stream; what the block did not say is null, but for the name, which the format defaults. */
public record SseEvent(
        @Nullable String id,
        String event,
        String data,
        @Nullable Long retry) {

    public boolean is(String name) {
        return event.equals(name);
    }
}
