package io.herald.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.hub.encoding.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;

/** Encodes each event as a line, which a test can read back. */
final class LineFrameEncoder implements FrameEncoder {

    static final LineFrameEncoder INSTANCE = new LineFrameEncoder();

    /** @param id empty for an ephemeral event, and so is the cursor */
    record Line(String channel, String name, String id, String cursor) {

        boolean isEphemeral() {
            return id.isEmpty();
        }
    }

    private LineFrameEncoder() {}

    @Override
    public int slot() {
        return 3;
    }

    @Override
    public byte[] encode(Event event, Channel channel, String id, String cursor) {
        String position = event.isEphemeral() ? ";" : id + ";" + cursor;
        return (channel + ";" + event.name() + ";" + position + "\n").getBytes(UTF_8);
    }

    @Override
    public ByteBuf combine(ByteBufAllocator allocator, List<byte[]> frames) {
        ByteBuf joined = allocator.buffer();
        frames.forEach(joined::writeBytes);
        return joined;
    }

    static List<Line> read(ByteBuf frames) {
        List<Line> lines = new ArrayList<>();
        for (String line : frames.toString(UTF_8).split("\n")) {
            String[] parts = line.split(";", -1);
            lines.add(new Line(parts[0], parts[1], parts[2], parts[3]));
        }
        return lines;
    }
}
