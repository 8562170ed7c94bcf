package io.herald.testing;

import java.io.IOException;
import java.io.InputStream;

/** Decodes the chunks of an HTTP/1.1 response body. */
final class ChunkedBody extends InputStream {

    private final InputStream in;
    private int remaining;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Returns the available bytes: an event must not wait for the next one. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (remaining == 0 && !nextChunk()) {
            return -1;
        }
        int read = in.read(target, offset, Math.min(remaining, length));
        if (read < 0) {
            throw new IOException("the connection broke within a chunk");
        }
        remaining -= read;
        if (remaining == 0) {
            HttpLines.read(in);
        }
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (!ended) {
            remaining = Integer.parseInt(HttpLines.read(in), 16);
            ended = remaining == 0;
        }
        return !ended;
    }
}
