package io.herald.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One frame of a WebSocket.
 *
 * @param first FIN, reserved bits and opcode
 * @param payload the bytes on the wire
 * @param content the payload, inflated if it is compressed
 */
public record Frame(int first, byte[] payload, byte[] content) {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;
    public static final int FINAL = 0x80;

    private static final byte[] MASK = {1, 2, 3, 4};

    public Frame(int first, byte[] payload) {
        this(first, payload, payload);
    }

    /** Reads a frame of the server, which is not masked. */
    static Frame read(DataInputStream in) throws IOException {
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        long size = length < 126 ? length : length == 126 ? in.readUnsignedShort() : in.readLong();
        return new Frame(first, in.readNBytes((int) size));
    }

    /** Returns the masked bytes, as a client sends them. */
    public byte[] masked() {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.writeBytes(new byte[] {(byte) (0x80 | 126), (byte) (payload.length >> 8), (byte) payload.length});
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % 4]);
        }
        return frame.toByteArray();
    }

    public int opcode() {
        return first & 15;
    }

    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    public boolean isEvent(String name) {
        return opcode() == TEXT && text().contains("\"event\":\"" + name + "\"");
    }

    /** Returns the code of a close frame, or 1005 without one. */
    public int code() {
        return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
}
