package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the log.
 *
 * @param channels at least one, without repetitions; ephemeral events go to the tail only
 * @param body as {@link io.herald.event.Envelope#body} makes it
 * @param once if it is to be appended once only, however often it is asked for
 * @param work whether the projections are to have it
 * @param push to whom of the channels' readers it is delivered
 */
public record Append(
        List<Channel> channels,
        String event,
        byte[] body,
        EventAttributes eventAttributes,
        @Nullable Once once,
        boolean work,
        Push push) {

    /**
     * @param key what makes it the same append: unique over all callers, without spaces
     * @param fingerprint of the content, without spaces: the same key with another is refused
     * @param remembered for how long
     * @param claim the key of the {@link IdempotencyRecords} that the append is made under. An event that is appended in one piece to the
     *     partition of the claim needs no record of its own: the claim's record takes it.
     */
    public record Once(
            String key,
            String fingerprint,
            Duration remembered,
            @Nullable String claim) {

        public Once(String key, String fingerprint, Duration remembered) {
            this(key, fingerprint, remembered, null);
        }
    }

    public enum Push {
        ALWAYS,
        /** Not to users with {@link PreferenceCache}: they come back as {@link EventLog.Held}, for the caller to decide. */
        UNLESS_HELD,
        /** It is for the projections alone. */
        NEVER
    }

    public Append(List<Channel> channels, String event, byte[] body, EventAttributes eventAttributes) {
        this(channels, event, body, eventAttributes, null, false, Push.ALWAYS);
    }

    public Append to(List<Channel> others) {
        return new Append(others, event, body, eventAttributes, once, work, push);
    }

    /** With the trace that it belongs to, if there is one: see {@link LogTraces#current}. */
    public Append traced(@Nullable String trace) {
        return trace == null ? this : new Append(channels, event, body, eventAttributes.trace(trace), once, work, push);
    }

    public Append once(Once only) {
        return new Append(channels, event, body, eventAttributes, only, work, push);
    }

    public Append withWork() {
        return new Append(channels, event, body, eventAttributes, once, true, push);
    }

    public Append withoutWork() {
        return new Append(channels, event, body, eventAttributes, once, false, push);
    }

    public Append push(Push other) {
        return new Append(channels, event, body, eventAttributes, once, work, other);
    }
}
