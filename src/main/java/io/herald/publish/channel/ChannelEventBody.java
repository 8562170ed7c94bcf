package io.herald.publish.channel;

import io.herald.event.EventAttributes;
import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
import io.herald.json.RawJson;
import org.jspecify.annotations.Nullable;

/** An event as a caller sends it to a channel, with a name of the caller's choice. */
record ChannelEventBody(
        String name,
        RawJson data,
        boolean ephemeral,
        @Nullable String conflate) {

    /** @throws io.herald.problem.ProblemException if the event is invalid; the problem lists all invalid fields */
    static ChannelEventBody read(RawJson body) {
        JsonFields jsonFields = JsonFields.of(body);
        if (!jsonFields.has("event")) {
            jsonFields.addViolation("event", "is required");
        }
        String name = jsonFields.parsed("event", ChannelEventBody::name);
        RawJson data = jsonFields.requiredRaw("data");
        boolean ephemeral = jsonFields.flag("ephemeral", false);
        String conflate = jsonFields.parsed("conflate", ChannelEventBody::key);
        jsonFields.throwIfInvalid();
        return new ChannelEventBody(name, data, ephemeral, conflate);
    }

    private static String name(String text) {
        if (!NameSyntax.isEventName(text)) {
            throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        if (NameSyntax.isReserved(text)) {
            throw new IllegalArgumentException("is reserved for the service");
        }
        return text;
    }

    private static String key(String text) {
        if (!NameSyntax.isName(text)) {
            throw new IllegalArgumentException("must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -");
        }
        return text;
    }

    EventAttributes eventAttributes() {
        return new EventAttributes(ephemeral, conflate, EventAttributes.NEVER, null);
    }
}
