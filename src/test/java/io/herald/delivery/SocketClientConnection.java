package io.herald.delivery;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A connection over a WebSocket, with either subprotocol. */
record SocketClientConnection(RawWebSocket socket) implements ClientConnection {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper CBOR = new CBORMapper();

    static SocketClientConnection open(URI base, String token, ConnectRequest request, String format) {
        String query = "?" + request.parameters("lastEventId");
        return new SocketClientConnection(
                RawWebSocket.open(base, query, token, "Sec-WebSocket-Protocol: herald.v1." + format));
    }

    @Override
    public int status() {
        return socket.status();
    }

    @Override
    public List<String> received() {
        return socket.frames().stream()
                .filter(frame -> frame.opcode() == Frame.TEXT || frame.opcode() == Frame.BINARY)
                .map(SocketClientConnection::message)
                .toList();
    }

    private static String message(Frame frame) {
        try {
            return frame.opcode() == Frame.TEXT
                    ? frame.text()
                    : JSON.writeValueAsString(CBOR.readTree(frame.content()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> end() {
        Optional<String> code = socket.frames().stream()
                .filter(frame -> frame.opcode() == Frame.CLOSE)
                .map(frame -> Integer.toString(frame.code()))
                .findFirst();
        return code.isEmpty() && socket.hasEnded() ? Optional.of("1006") : code;
    }

    @Override
    public void close() {
        socket.cut();
    }
}
