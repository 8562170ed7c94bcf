package io.herald.delivery;

import java.net.URI;

/** A transport, as a client uses it. */
enum ClientTransport {
    SSE("end") {
        @Override
        ClientConnection connect(URI base, String token, ConnectRequest request) {
            return SseClientConnection.open(base, token, request);
        }
    },
    WEBSOCKET_JSON("4401") {
        @Override
        ClientConnection connect(URI base, String token, ConnectRequest request) {
            return SocketClientConnection.open(base, token, request, "json");
        }
    },
    WEBSOCKET_CBOR("4401") {
        @Override
        ClientConnection connect(URI base, String token, ConnectRequest request) {
            return SocketClientConnection.open(base, token, request, "cbor");
        }
    },
    LONG_POLL("401") {
        @Override
        ClientConnection connect(URI base, String token, ConnectRequest request) {
            return PollClientConnection.open(base, token, request);
        }
    };

    private final String unauthorizedEnd;

    ClientTransport(String unauthorizedEnd) {
        this.unauthorizedEnd = unauthorizedEnd;
    }

    abstract ClientConnection connect(URI base, String token, ConnectRequest request);

    /** Returns how a connection ends whose token has expired. */
    String unauthorizedEnd() {
        return unauthorizedEnd;
    }

    /** Whether a reset has a reason and names channels. The answer to a long poll only contains {@code "reset":true}. */
    boolean explainsResets() {
        return this != LONG_POLL;
    }
}
