package io.herald.hub.transport;

import io.herald.access.Caller;
import io.smallrye.mutiny.Uni;
import java.util.Collection;

/**
 * Is told who is connected to this instance and which rooms they follow, over all transports, but for calls that wait for
 * an answer. Called on the connections' loops; must neither block nor throw.
 */
public interface ConnectionListener {

    /**
     * Whether one more connection of this user would be taken now. Of those who come at the same moment some may still be
     * ended afterwards. Fails as unavailable.
     */
    Uni<Boolean> hasRoomFor(Caller caller);

    void came(String connection, Caller caller, Collection<String> rooms);

    void entered(String connection, Caller caller, String room);

    void left(String connection, Caller caller, String room);

    /** @param goodbye whether the client said so; otherwise it may be back in a moment */
    void went(String connection, Caller caller, Collection<String> rooms, boolean goodbye);

    /** Where nobody wants to know. */
    ConnectionListener NONE = new ConnectionListener() {
        @Override
        public Uni<Boolean> hasRoomFor(Caller caller) {
            return Uni.createFrom().item(true);
        }

        @Override
        public void came(String connection, Caller caller, Collection<String> rooms) {}

        @Override
        public void entered(String connection, Caller caller, String room) {}

        @Override
        public void left(String connection, Caller caller, String room) {}

        @Override
        public void went(String connection, Caller caller, Collection<String> rooms, boolean goodbye) {}
    };
}
