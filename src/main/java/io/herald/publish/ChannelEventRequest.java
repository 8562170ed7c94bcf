package io.herald.publish;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.json.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Any event on its way to one channel, from somebody who may send there.
 *
 * @param commandKey if it is to be done once only
 */
public record ChannelEventRequest(
        Channel channel,
        String event,
        RawJson data,
        EventAttributes eventAttributes,
        String from,
        @Nullable CommandKey commandKey) {}
