package io.herald.ops.warmup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.ops.warmup.LoopbackAddress.Endpoint;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A persistent HTTP/1.1 connection of this process to itself. Blocks. */
final class LoopbackConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream input;

    private LoopbackConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.input = new BufferedInputStream(socket.getInputStream());
    }

    static LoopbackConnection open(Endpoint endpoint) throws IOException {
        Socket socket = endpoint.tls() ? tlsSocket() : new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(endpoint.address(), TIMEOUT_MILLIS);
            return new LoopbackConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
    }

    /** Reads a response, which must have a length. Returns its status. */
    int readStatus() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        long length = 0;
        for (String header = line(); !header.isEmpty(); header = line()) {
            if (header.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Long.parseLong(header.substring(LENGTH.length()).trim());
            }
        }
        input.skipNBytes(length);
        return status;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Trusts any certificate: the peer is this process, and its token is valid nowhere else. */
    private static Socket tlsSocket() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context.getSocketFactory().createSocket();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    static byte[] request(String path, String token, String key, String body) {
        String idempotencyKey = key.isEmpty() ? "" : "Idempotency-Key: " + key + "\r\n";
        String request = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\n" + idempotencyKey + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
        return request.getBytes(ISO_8859_1);
    }

    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
