package io.herald.hub.encoding;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** How a transport spells events. Stateless, and called on any event loop. */
public interface FrameEncoder {

    /** Where frames of this framing are kept beside an event: a small number of its own. */
    int slot();

    /** One event as this transport sends it. An ephemeral one has neither id nor cursor: both are ignored. */
    byte[] frame(Event event, Channel channel, String id, String cursor);

    /** Several frames as one write. The caller releases it. */
    ByteBuf gather(ByteBufAllocator allocator, List<byte[]> frames);
}
