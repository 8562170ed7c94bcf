package io.herald.delivery;

import java.util.List;
import java.util.Optional;

/**
 * One connection of a client: the adapter of a transport. Everything that the server has sent is JSON in the form of the WebSocket
 * protocol: envelopes, and {@code {"event":"ready","data":{…}}} for what is not an event of a channel.
 */
interface ClientConnection extends AutoCloseable {

    /** Returns the status of the HTTP response to the connect. */
    int status();

    /** Returns all messages so far, in the order of their arrival. */
    List<String> received();

    /** Returns how the server has ended the connection: a status, a close code, or {@code end}. Empty while it is open. */
    Optional<String> end();

    /** Resets the connection without a goodbye. */
    @Override
    void close();
}
