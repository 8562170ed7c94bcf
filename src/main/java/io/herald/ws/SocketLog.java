package io.herald.ws;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The life of sockets in the log, in a few words that do not change: who looks for them can rely on that. */
@ApplicationScoped
class SocketLog {

    private static final Logger LOG = Logger.getLogger("io.herald.ws");

    private final SocketMetrics metrics;

    SocketLog(SocketMetrics metrics) {
        this.metrics = metrics;
    }

    void connected(Socket socket, int rooms) {
        LOG.infof(
                "socket.connected connection=%s user=%s protocol=%s rooms=%d",
                socket.connection(), socket.caller().id(), socket.subprotocol().subprotocol, rooms);
    }

    /** The peer's own words are not repeated: they are its payload. */
    void disconnected(Socket socket, int code, String reason, long nanos, long commands) {
        metrics.closed(code);
        LOG.infof(
                "socket.disconnected connection=%s user=%s code=%d seconds=%d commands=%d",
                socket.connection(), socket.caller().id(), code, TimeUnit.NANOSECONDS.toSeconds(nanos), commands);
    }
}
