package io.herald.simulation;

import io.herald.access.Caller;
import io.herald.hub.transport.ConnectionListener;
import io.smallrye.mutiny.Uni;
import java.util.Collection;

/** Passes on everything except the end of connections. */
final class ForwardingConnections implements ConnectionListener {

    private final ConnectionListener real;

    ForwardingConnections(ConnectionListener real) {
        this.real = real;
    }

    @Override
    public Uni<Boolean> allowsConnection(Caller caller) {
        return real.allowsConnection(caller);
    }

    @Override
    public void connected(String connection, Caller caller, Collection<String> rooms) {
        real.connected(connection, caller, rooms);
    }

    @Override
    public void roomFollowed(String connection, Caller caller, String room) {
        real.roomFollowed(connection, caller, room);
    }

    @Override
    public void roomUnfollowed(String connection, Caller caller, String room) {
        real.roomUnfollowed(connection, caller, room);
    }

    @Override
    public void disconnected(String connection, Caller caller, Collection<String> rooms, boolean goodbye) {}
}
