package io.herald.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The client side of permessage-deflate (RFC 7692). Like a browser, it compresses every message once the server has
 * agreed. It compresses each message without context, which every server accepts.
 */
final class PerMessageDeflate {

    /** The offer of Chrome and Firefox in every handshake. */
    static final String OFFER = "permessage-deflate; client_max_window_bits";

    private static final int COMPRESSED = 0x40;
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final Inflater inflater = new Inflater(true);

    /** @throws AssertionError if the answer names several extensions, for which browsers fail the connection */
    static boolean agreedBy(String answer) {
        if (!answer.isEmpty() && !answer.matches("permessage-deflate(;[^,]*)?")) {
            throw new AssertionError("Sec-WebSocket-Extensions: " + answer);
        }
        return !answer.isEmpty();
    }

    static Frame compressed(int opcode, byte[] message) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(message);
        byte[] out = new byte[message.length + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return new Frame(Frame.FINAL | COMPRESSED | opcode, Arrays.copyOf(out, length - TAIL.length));
    }

    /** Returns the frame with its inflated content. Frames must be passed in order, because of the shared context. */
    Frame inflated(Frame frame) throws IOException {
        if ((frame.first() & COMPRESSED) == 0) {
            return frame;
        }
        byte[] complete = Arrays.copyOf(frame.payload(), frame.payload().length + TAIL.length);
        System.arraycopy(TAIL, 0, complete, frame.payload().length, TAIL.length);
        inflater.setInput(complete);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] chunk = new byte[8 * 1024];
        try {
            for (int length = inflater.inflate(chunk); length > 0; length = inflater.inflate(chunk)) {
                content.write(chunk, 0, length);
            }
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
        return new Frame(frame.first(), frame.payload(), content.toByteArray());
    }
}
