package io.herald.log;

import io.herald.event.Channel;
import io.herald.event.Traits;
import java.util.List;

/**
 * An event on its way into the log.
 *
 * @param channels at least one, without repetitions; ephemeral events go to the tail only
 * @param body as {@link io.herald.event.Envelope#body} makes it
 */
public record Append(List<Channel> channels, String event, byte[] body, Traits traits) {}
