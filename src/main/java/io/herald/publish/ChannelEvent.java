package io.herald.publish;

import io.herald.event.Names;
import io.herald.event.Traits;
import io.herald.json.Fields;
import io.herald.json.RawJson;
import org.jspecify.annotations.Nullable;

/** Any event that somebody sends to a channel. */
record ChannelEvent(
        String name,
        RawJson data,
        boolean ephemeral,
        @Nullable String conflate) {

    /** @throws io.herald.problem.ProblemException naming everything that is wrong with it */
    static ChannelEvent read(RawJson body) {
        Fields fields = Fields.of(body);
        if (!fields.has("event")) {
            fields.refuse("event", "is required");
        }
        String name = fields.parsed("event", ChannelEvent::name);
        RawJson data = fields.requiredRaw("data");
        boolean ephemeral = fields.flag("ephemeral", false);
        String conflate = fields.parsed("conflate", ChannelEvent::key);
        fields.finish();
        return new ChannelEvent(name, data, ephemeral, conflate);
    }

    private static String name(String text) {
        if (!Names.isEventName(text)) {
            throw new IllegalArgumentException("must be 1 to 64 of A-Z a-z 0-9 . _ -");
        }
        if (Names.isReserved(text)) {
            throw new IllegalArgumentException("is one of the service's own events");
        }
        return text;
    }

    private static String key(String text) {
        if (!Names.isName(text)) {
            throw new IllegalArgumentException("must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -");
        }
        return text;
    }

    Traits traits() {
        return new Traits(ephemeral, conflate, Traits.NEVER, null);
    }
}
