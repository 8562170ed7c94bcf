package io.herald.ws.protocol;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.hub.encoding.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** Encodes the frames of a socket in its subprotocol, compressed if the client has negotiated compression. */
public enum SocketFrameEncoder implements FrameEncoder {
    JSON(Subprotocol.JSON, 2, false),
    CBOR(Subprotocol.CBOR, 3, false),
    COMPRESSED_JSON(Subprotocol.JSON, 4, true),
    COMPRESSED_CBOR(Subprotocol.CBOR, 5, true);

    public final Subprotocol subprotocol;
    final boolean isCompressed;
    private final int slot;

    SocketFrameEncoder(Subprotocol subprotocol, int slot, boolean isCompressed) {
        this.subprotocol = subprotocol;
        this.slot = slot;
        this.isCompressed = isCompressed;
    }

    static SocketFrameEncoder of(Subprotocol subprotocol, boolean compressed) {
        if (subprotocol == Subprotocol.CBOR) {
            return compressed ? COMPRESSED_CBOR : CBOR;
        }
        return compressed ? COMPRESSED_JSON : JSON;
    }

    byte[] frame(byte[] json) {
        byte[] payload = subprotocol.payload(json);
        byte[] sent = isCompressed ? MessageDeflater.deflate(payload) : payload;
        byte[] head = sent == payload
                ? WebSocketFrames.head(subprotocol.opcode, sent.length)
                : WebSocketFrames.head(WebSocketFrames.COMPRESSED | subprotocol.opcode, sent.length);
        byte[] frame = new byte[head.length + sent.length];
        System.arraycopy(head, 0, frame, 0, head.length);
        System.arraycopy(sent, 0, frame, head.length, sent.length);
        return frame;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public byte[] encode(Event event, Channel channel, String id, String cursor) {
        String head = event.isEphemeral()
                ? Envelope.head(channel, event.name())
                : Envelope.head(cursor, id, channel, event.name());
        return frame(Envelope.encode(head, event.body()));
    }

    @Override
    public ByteBuf combine(ByteBufAllocator allocator, List<byte[]> frames) {
        int size = frames.stream().mapToInt(frame -> frame.length).sum();
        ByteBuf gathered = allocator.directBuffer(size);
        frames.forEach(gathered::writeBytes);
        return gathered;
    }
}
