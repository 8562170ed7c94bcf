package io.herald.client.stream;

import java.util.List;

/**
 * The first event of a connection.
 *
 * @param connection the id of the connection
 * @param recovered whether no event after the cursor of the client is missing
 * @param rooms the rooms that the stream follows
 */
public record StreamReady(String connection, boolean recovered, List<String> rooms) {}
