package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to append one event to the log.
 *
 * @param channels the target channels: either users, at least one and without duplicates, or one other channel. A subscriber
 *     that followed two of them would receive the event twice. An ephemeral event is appended to the tail only.
 * @param body the body of the envelope, in the form of {@link io.herald.event.Envelope#body}
 * @param once makes the append idempotent; null if a repeated call may append the event again
 * @param work whether the event is added to the work queue, for the projections
 * @param push which users of the channels receive the event
 * @param staged whether the event is also staged for hooks, in the same step: see {@link StagedEvents}
 */
public record Append(
        List<Channel> channels,
        String event,
        byte[] body,
        EventAttributes eventAttributes,
        @Nullable Once once,
        boolean work,
        Push push,
        boolean staged) {

    public Append {
        if (channels.isEmpty() || channels.size() > 1 && !channels.stream().allMatch(Channel::isUser)) {
            throw new IllegalArgumentException("An event goes to users or to one other channel.");
        }
    }

    /**
     * Identifies an append that takes effect once, however often it is called.
     *
     * @param key identifies the append: unique over all callers, without spaces
     * @param fingerprint a hash of the content, without spaces. The log rejects the same key with another fingerprint.
     * @param remembered how long the log stores the key
     * @param claim the key of the {@link IdempotencyRecords idempotency record} that the append belongs to; null for none. An
     *     event that fits into one chunk in the partition of that record needs no record of its own: the append marks that one.
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
        /** Skips users with an entry in {@link PreferenceCache}. The caller decides about each {@link EventLog.SkippedUser}. */
        UNLESS_HELD,
        /** Adds the event to the work queue only. */
        NEVER
    }

    public Append(List<Channel> channels, String event, byte[] body, EventAttributes eventAttributes) {
        this(channels, event, body, eventAttributes, null, false, Push.ALWAYS, false);
    }

    public Append to(List<Channel> others) {
        return new Append(others, event, body, eventAttributes, once, work, push, staged);
    }

    /** Returns this append with a trace, or unchanged if it is null: see {@link LogTraces#current}. */
    public Append traced(@Nullable String trace) {
        return trace == null
                ? this
                : new Append(channels, event, body, eventAttributes.trace(trace), once, work, push, staged);
    }

    public Append once(Once only) {
        return new Append(channels, event, body, eventAttributes, only, work, push, staged);
    }

    public Append withWork() {
        return new Append(channels, event, body, eventAttributes, once, true, push, staged);
    }

    public Append withoutWork() {
        return new Append(channels, event, body, eventAttributes, once, false, push, staged);
    }

    public Append push(Push other) {
        return new Append(channels, event, body, eventAttributes, once, work, other, staged);
    }

    public Append withStaging() {
        return new Append(channels, event, body, eventAttributes, once, work, push, true);
    }
}
