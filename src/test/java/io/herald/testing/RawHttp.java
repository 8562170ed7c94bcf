package io.herald.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** HTTP/1.1 over a socket, because no client library sends an incomplete or invalid request. */
public final class RawHttp implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;

    private final Socket socket;
    private final InputStream input;

    /** @param body empty if the response has no length */
    public record Response(int status, Map<String, String> headers, String body) {

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    public static RawHttp to(URI base) throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout(TIMEOUT_MS);
        return new RawHttp(socket);
    }

    /** Receives one response on a new connection, and waits until the server ends the connection because it is idle. */
    public static void awaitIdleTimeout(URI uri) throws IOException {
        try (RawHttp idle = to(uri)) {
            idle.send("GET " + uri.getPath() + " HTTP/1.1\r\nHost: a\r\n\r\n");
            idle.response();
            if (!idle.hasEnded()) {
                throw new AssertionError("The server sent more than one response.");
            }
        }
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Waits for the next response. */
    public Response response() throws IOException {
        HttpHead head = HttpHead.read(input);
        int length = head.header("Content-Length").map(Integer::parseInt).orElse(0);
        return new Response(
                head.status(), head.headers(), new String(input.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Whether the server ends the connection within the timeout of this socket. */
    public boolean hasEnded() throws IOException {
        try {
            return input.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
