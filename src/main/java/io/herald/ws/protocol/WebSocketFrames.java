package io.herald.ws.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/** Encodes server frames (RFC 6455, 5.2). They are unfragmented and unmasked, so that all clients share the same bytes. */
final class WebSocketFrames {

    static final int TEXT = 1;
    static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** The bit RSV1 of the first byte (RFC 7692, 6). It marks a message as compressed; each message is one frame. */
    static final int COMPRESSED = 0x40;

    private static final int FINAL = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MAX_REASON = 123;

    private WebSocketFrames() {}

    static byte[] head(int opcode, int length) {
        if (length < TWO_BYTES) {
            return new byte[] {(byte) (FINAL | opcode), (byte) length};
        }
        if (length <= 0xFFFF) {
            return new byte[] {(byte) (FINAL | opcode), TWO_BYTES, (byte) (length >> 8), (byte) length};
        }
        return ByteBuffer.allocate(10)
                .put((byte) (FINAL | opcode))
                .put((byte) EIGHT_BYTES)
                .putLong(length)
                .array();
    }

    /** Copies an encoded frame to a pooled buffer for one write. */
    static ByteBuf buffer(byte[] frame) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(frame.length).writeBytes(frame);
    }

    static ByteBuf encode(int opcode, byte[] payload) {
        byte[] head = head(opcode, payload.length);
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(head.length + payload.length)
                .writeBytes(head)
                .writeBytes(payload);
    }

    static ByteBuf ping() {
        return encode(PING, new byte[0]);
    }

    static ByteBuf pong(byte[] payload) {
        return encode(PONG, payload);
    }

    /** @param code 0 for a close frame without a code, which answers one without a code */
    static ByteBuf close(int code, String reason) {
        if (code == 0) {
            return encode(CLOSE, new byte[0]);
        }
        byte[] text = reason.getBytes(UTF_8);
        ByteBuf payload = Unpooled.buffer(2 + text.length).writeShort(code);
        payload.writeBytes(text, 0, Math.min(text.length, MAX_REASON));
        byte[] bytes = new byte[payload.readableBytes()];
        payload.readBytes(bytes);
        return encode(CLOSE, bytes);
    }
}
