package io.herald.ws.protocol;

import io.herald.hub.transport.CloseReason;

/** The close codes and reasons that the server sends. */
public enum SocketCloseStatus {
    PROTOCOL_ERROR(1002, "protocol error"),
    INVALID_PAYLOAD(1007, "not UTF-8"),
    FLOOD(1008, "too many messages"),
    MESSAGE_TOO_BIG(1009, "message too big"),
    RESTARTING(1012, "this instance is shutting down"),
    OVERLOADED(1013, "try again later"),
    UNAUTHORIZED(4401, "token expired or revoked"),
    DISCONNECTED(4403, "disconnected by an administrator"),
    IDLE(4408, "idle timeout"),
    EVICTED(4409, "too many connections of this user");

    /**
     * Stands for a connection that ended without a close frame, because the peer closed it or has stopped reading. No frame may
     * carry this code (RFC 6455, 7.4.1).
     */
    static final int ABNORMAL = 1006;

    /** Stands for a close frame without a code. No frame may carry this code either. */
    public static final int NO_CODE = 1005;

    public final int code;
    public final String reason;

    SocketCloseStatus(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    public static SocketCloseStatus of(CloseReason closeReason) {
        return switch (closeReason) {
            case DRAINING -> RESTARTING;
            case STALLED, UNAVAILABLE, OVERLOADED -> OVERLOADED;
            case EXPIRED, REVOKED -> UNAUTHORIZED;
            case DISCONNECTED -> DISCONNECTED;
            case EVICTED -> EVICTED;
        };
    }

    static SocketCloseStatus ofFrameError(int status) {
        return switch (status) {
            case 1007 -> INVALID_PAYLOAD;
            case 1009 -> MESSAGE_TOO_BIG;
            default -> PROTOCOL_ERROR;
        };
    }
}
