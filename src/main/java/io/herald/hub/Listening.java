package io.herald.hub;

import io.herald.event.Channel;
import java.util.Collection;
import java.util.List;

/**
 * What a caller follows on a connection.
 *
 * @param rooms those among the channels
 */
public record Listening(List<Channel> channels, Collection<String> rooms) {}
