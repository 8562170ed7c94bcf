package io.herald.simulation.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.hub.encoding.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/**
 * An event as a client receives it.
 *
 * @param id empty for an ephemeral event, and so is the cursor
 * @param number of the publish; -1 for an event of the service itself
 */
public record SimulatedFrame(String cursor, String id, String channel, String name, long number) {

    private static final String DATA = "\"data\":";

    /** Encodes frames as lines, which a simulated client reads back. */
    public static final FrameEncoder ENCODER = new FrameEncoder() {
        @Override
        public int slot() {
            return 4;
        }

        @Override
        public byte[] encode(Event event, Channel channel, String id, String cursor) {
            String position = event.isEphemeral() ? ";" : cursor + ";" + id;
            long number = number(new String(event.body(), ISO_8859_1));
            return (position + ";" + channel + ";" + event.name() + ";" + number + "\n").getBytes(ISO_8859_1);
        }

        @Override
        public ByteBuf combine(ByteBufAllocator allocator, List<byte[]> frames) {
            return Unpooled.wrappedBuffer(frames.toArray(byte[][]::new));
        }
    };

    public boolean isEphemeral() {
        return id.isEmpty();
    }

    /** Returns the body of an event that carries a number. */
    public static byte[] body(long number) {
        return (",\"time\":\"\",\"from\":\"p\"," + DATA + number + "}").getBytes(ISO_8859_1);
    }

    /** Returns the number in a body; -1 if it has none. */
    public static long number(String body) {
        int start = body.indexOf(DATA) + DATA.length();
        char first = body.charAt(start);
        return first < '0' || first > '9' ? -1 : Long.parseLong(body.substring(start, body.length() - 1));
    }

    public static List<SimulatedFrame> read(ByteBuf bytes) {
        List<SimulatedFrame> frames = new ArrayList<>();
        String text = bytes.toString(ISO_8859_1);
        int from = 0;
        while (from < text.length()) {
            int cursor = text.indexOf(';', from);
            int id = text.indexOf(';', cursor + 1);
            int channel = text.indexOf(';', id + 1);
            int name = text.indexOf(';', channel + 1);
            int end = text.indexOf('\n', name + 1);
            frames.add(new SimulatedFrame(
                    text.substring(from, cursor),
                    text.substring(cursor + 1, id),
                    text.substring(id + 1, channel),
                    text.substring(channel + 1, name),
                    Long.parseLong(text.substring(name + 1, end))));
            from = end + 1;
        }
        return frames;
    }
}
