package io.herald.publish.channel;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * An authorized request to append an event to one channel.
 *
 * @param from the id of the sender
 * @param commandKey the idempotency key; null if each request appends an event
 */
public record ChannelEventRequest(
        Channel channel,
        String event,
        RawJson data,
        EventAttributes eventAttributes,
        String from,
        @Nullable CommandIdempotencyKey commandKey) {}
