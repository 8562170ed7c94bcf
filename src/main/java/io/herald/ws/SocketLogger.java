package io.herald.ws;

import io.herald.ws.command.ClientConnection;
import io.herald.ws.protocol.Subprotocol;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Logs when sockets open and close. Event names and keys are stable, because operators search for them. */
@ApplicationScoped
class SocketLogger {

    private static final Logger LOG = Logger.getLogger("io.herald.ws");

    private final SocketMetrics metrics;

    SocketLogger(SocketMetrics metrics) {
        this.metrics = metrics;
    }

    void opened(ClientConnection socket, Subprotocol subprotocol, int rooms) {
        LOG.infof(
                "socket.opened connection=%s user=%s protocol=%s rooms=%d",
                socket.connection(), socket.caller().id(), subprotocol.subprotocol, rooms);
    }

    /** Counts and logs a closed socket. Does not log the close reason, because a peer's reason is its payload. */
    void closed(ClientConnection socket, int code, long nanos, long commands) {
        metrics.closed(code);
        LOG.infof(
                "socket.closed connection=%s user=%s code=%d durationMs=%d commands=%d",
                socket.connection(), socket.caller().id(), code, TimeUnit.NANOSECONDS.toMillis(nanos), commands);
    }
}
