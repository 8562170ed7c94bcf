package io.herald.sse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.hub.encoding.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/**
 * Encodes events as SSE, and combines several of them into one chunk of an HTTP/1.1 body. The chunk's head and end have a fixed
 * length, so that HTTP/2, which has its own framing, can send the content of the same chunk without them.
 */
public final class SseFrameEncoder implements FrameEncoder {

    public static final SseFrameEncoder INSTANCE = new SseFrameEncoder();

    private static final byte[] DATA = "\ndata: ".getBytes(ISO_8859_1);
    private static final byte[] END = "\n\n".getBytes(ISO_8859_1);
    private static final byte[] LINE_END = "\r\n".getBytes(ISO_8859_1);
    private static final int SIZE_DIGITS = 8;
    private static final int CHUNK_HEAD = SIZE_DIGITS + LINE_END.length;

    private SseFrameEncoder() {}

    @Override
    public int slot() {
        return 0;
    }

    @Override
    public byte[] encode(Event event, Channel channel, String id, String cursor) {
        String line = event.isEphemeral() ? "event: " + event.name() : "id: " + cursor + "\nevent: " + event.name();
        String head = event.isEphemeral()
                ? Envelope.head(channel, event.name())
                : Envelope.head(cursor, id, channel, event.name());
        byte[] body = event.body();
        byte[] frame = new byte[line.length() + DATA.length + head.length() + body.length + END.length];
        int at = put(frame, 0, line.getBytes(ISO_8859_1));
        at = put(frame, at, DATA);
        at = put(frame, at, head.getBytes(ISO_8859_1));
        at = put(frame, at, body);
        put(frame, at, END);
        return frame;
    }

    private static int put(byte[] target, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
        return at + bytes.length;
    }

    @Override
    public ByteBuf combine(ByteBufAllocator allocator, List<byte[]> frames) {
        int size = 0;
        for (byte[] frame : frames) {
            size += frame.length;
        }
        ByteBuf chunk = allocator.directBuffer(CHUNK_HEAD + size + LINE_END.length);
        chunk.writeCharSequence(sizeOf(size), ISO_8859_1);
        chunk.writeBytes(LINE_END);
        for (byte[] frame : frames) {
            chunk.writeBytes(frame);
        }
        return chunk.writeBytes(LINE_END);
    }

    private static String sizeOf(int size) {
        String hex = Integer.toHexString(size);
        return "0".repeat(SIZE_DIGITS - hex.length()) + hex;
    }

    /** Returns the content of a chunk of {@link #gather}, as a slice that shares its bytes and reference count. */
    static ByteBuf content(ByteBuf chunk) {
        return chunk.slice(CHUNK_HEAD + chunk.readerIndex(), chunk.readableBytes() - CHUNK_HEAD - LINE_END.length);
    }
}
