package io.herald.testing;

import java.io.IOException;
import java.io.InputStream;

/** Takes HTTP/1.1's chunks off a response body. */
final class ChunkedBody extends InputStream {

    private final InputStream in;
    private int left;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Never more than is there: an event must not wait for the next one. */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int read = in.read(target, offset, Math.min(left, length));
        if (read < 0) {
            throw new IOException("the connection broke within a chunk");
        }
        left -= read;
        if (left == 0) {
            HttpLines.read(in);
        }
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (!ended) {
            left = Integer.parseInt(HttpLines.read(in), 16);
            ended = left == 0;
        }
        return !ended;
    }
}
