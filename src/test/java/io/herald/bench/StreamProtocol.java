package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** How an EventSource opens its stream. */
interface StreamProtocol {

    /**
     * @param number of the client
     * @param query selects what the client follows besides its own channel; empty for nothing
     * @param cursor the id of the last event; null on the first connect
     */
    byte[] request(String host, int number, String query, @Nullable String cursor);

    /** Returns the bytes after which the stream is open. */
    byte[] opened();

    /** The streams of this service. */
    record Herald(BenchTokens tokens) implements StreamProtocol {

        private static final byte[] READY = "\nevent: ready\n".getBytes(ISO_8859_1);

        @Override
        public byte[] request(String host, int number, String query, @Nullable String cursor) {
            String request = "GET /api/v1/stream" + query + " HTTP/1.1\r\nHost: " + host
                    + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + tokens.tokenOf(number)
                    + (cursor == null ? "" : "\r\nLast-Event-ID: " + cursor) + "\r\n\r\n";
            return request.getBytes(ISO_8859_1);
        }

        @Override
        public byte[] opened() {
            return READY;
        }
    }
}
