package io.herald.poll;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.hub.encoding.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** Encodes events as envelopes, and joins them with commas as the elements of a JSON array. */
final class PollFrameEncoder implements FrameEncoder {

    static final PollFrameEncoder INSTANCE = new PollFrameEncoder();

    private PollFrameEncoder() {}

    @Override
    public int slot() {
        return 1;
    }

    @Override
    public byte[] encode(Event event, Channel channel, String id, String cursor) {
        String head = event.isEphemeral()
                ? Envelope.head(channel, event.name())
                : Envelope.head(cursor, id, channel, event.name());
        return Envelope.encode(head, event.body());
    }

    @Override
    public ByteBuf combine(ByteBufAllocator allocator, List<byte[]> frames) {
        int size = frames.stream().mapToInt(frame -> frame.length + 1).sum();
        ByteBuf joined = allocator.buffer(size);
        for (int i = 0; i < frames.size(); i++) {
            if (i > 0) {
                joined.writeByte(',');
            }
            joined.writeBytes(frames.get(i));
        }
        return joined;
    }
}
