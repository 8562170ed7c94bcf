package io.herald.hub.encoding;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** Encodes events as frames of one transport and format. Stateless: called on any event loop. */
public interface FrameEncoder {

    /** Returns the index of this format in the caches of frames: unique, and lower than the number of slots there. */
    int slot();

    /** Returns the frame of one event. An ephemeral event has neither an id nor a cursor: both are ignored. */
    byte[] encode(Event event, Channel channel, String id, String cursor);

    /** Combines several frames into one buffer for one write. The caller releases the buffer. */
    ByteBuf combine(ByteBufAllocator allocator, List<byte[]> frames);
}
