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
        @Nullable CommandIdempotencyKey commandKey) {

    /**
     * Reads a request from the body of the REST call.
     *
     * @throws io.herald.problem.ProblemException if the event is invalid; the problem lists all invalid fields
     */
    public static ChannelEventRequest read(
            Channel channel, RawJson body, String from, @Nullable CommandIdempotencyKey commandKey) {
        ChannelEventBody event = ChannelEventBody.read(body);
        return new ChannelEventRequest(channel, event.name(), event.data(), event.eventAttributes(), from, commandKey);
    }
}
