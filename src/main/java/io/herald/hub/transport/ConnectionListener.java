package io.herald.hub.transport;

import io.herald.access.Caller;
import io.smallrye.mutiny.Uni;
import java.util.Collection;

/**
 * Receives the connections of this instance, over SSE and WebSocket, and the rooms that they follow. Long polls are not
 * connections. Called on the loop of the connection; must neither block nor throw.
 */
public interface ConnectionListener {

    /**
     * Whether the limit of connections per user allows one more connection now. Connections that are opened at the same
     * moment may all pass; the surplus connections are ended afterwards. Fails with a 503 problem
     * if the number cannot be read. Called before the connection exists, on any thread; must not block.
     */
    Uni<Boolean> allowsConnection(Caller caller);

    /** The connection is open and follows the rooms. */
    void connected(String connection, Caller caller, Collection<String> rooms);

    /** An open connection begins to follow a room. */
    void roomFollowed(String connection, Caller caller, String room);

    /** An open connection stops following a room. */
    void roomUnfollowed(String connection, Caller caller, String room);

    /**
     * The connection has ended.
     *
     * @param rooms the rooms that it followed last
     * @param goodbye whether the client announced the end; otherwise it may reconnect within moments
     */
    void disconnected(String connection, Caller caller, Collection<String> rooms, boolean goodbye);

    /** No-op. */
    ConnectionListener NONE = new ConnectionListener() {
        @Override
        public Uni<Boolean> allowsConnection(Caller caller) {
            return Uni.createFrom().item(true);
        }

        @Override
        public void connected(String connection, Caller caller, Collection<String> rooms) {}

        @Override
        public void roomFollowed(String connection, Caller caller, String room) {}

        @Override
        public void roomUnfollowed(String connection, Caller caller, String room) {}

        @Override
        public void disconnected(String connection, Caller caller, Collection<String> rooms, boolean goodbye) {}
    };
}
