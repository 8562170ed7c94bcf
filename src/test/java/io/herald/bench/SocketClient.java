package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One WebSocket. It reads the frames and searches the payloads for markers and ids, without parsing them. */
final class SocketClient extends ChannelInboundHandlerAdapter {

    /** Receives the events of all clients, on the load loop. */
    interface Listener {

        void opened();

        void delivered(SocketClient client, long intended, int sequence);

        void answered(int sequence, boolean accepted);

        void closed(SocketClient client, String lastFrame);
    }

    /** The first character of a command id. Nine digits follow. */
    static final char ID = '#';

    private static final int ID_DIGITS = 9;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] READY = "ready".getBytes(ISO_8859_1);
    private static final byte[] ACK = "ack".getBytes(ISO_8859_1);
    private static final int PING = 9;

    /** Shared by all clients, which run on one thread. */
    private static final byte[] SCRATCH = new byte[1 << 20];

    final int number;
    private final Listener listener;
    private byte[] remainder = {};
    private boolean upgraded;
    private boolean open;
    private String lastFrame = "";
    private @Nullable Channel channel;

    SocketClient(int number, Listener listener) {
        this.number = number;
        this.listener = listener;
    }

    static String id(int sequence) {
        return ID + "%09d".formatted(sequence);
    }

    void send(byte[] frame) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(frame), channel.voidPromise());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int length = remainder.length + bytes.readableBytes();
        System.arraycopy(remainder, 0, SCRATCH, 0, remainder.length);
        bytes.readBytes(SCRATCH, remainder.length, bytes.readableBytes());
        bytes.release();
        int at = upgraded ? 0 : head(length);
        if (upgraded) {
            at = frames(at, length);
        }
        remainder = Arrays.copyOfRange(SCRATCH, at, length);
    }

    private int head(int length) {
        int end = indexOf(END_OF_HEAD, 0, length);
        if (end < 0) {
            return 0;
        }
        String head = new String(SCRATCH, 0, end, ISO_8859_1);
        lastFrame = head.substring(0, Math.min(end, 200));
        // The search finds no markers in compressed data.
        upgraded = head.startsWith("HTTP/1.1 101") && !head.contains("permessage-deflate");
        if (!upgraded) {
            channel.close();
        }
        return end + END_OF_HEAD.length;
    }

    /** @return where the first incomplete frame begins */
    private int frames(int from, int to) {
        int at = from;
        while (to - at >= 2) {
            int length = SCRATCH[at + 1] & 0x7f;
            int head = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (to - at < head) {
                break;
            }
            if (length >= 126) {
                length = number(at + 2, head - 2);
            }
            if (to - at < head + length) {
                break;
            }
            frame(SCRATCH[at] & 0x0f, at + head, at + head + length);
            at += head + length;
        }
        return at;
    }

    private void frame(int opcode, int from, int to) {
        if (opcode == PING) {
            send(Frames.of(Frames.Kind.PONG, Arrays.copyOfRange(SCRATCH, from, to)));
            return;
        }
        int mark = MessageMark.find(SCRATCH, from, to);
        if (mark >= 0) {
            listener.delivered(this, MessageMark.intended(SCRATCH, mark), MessageMark.sequence(SCRATCH, mark));
        } else if (!open) {
            open = indexOf(READY, from, to) >= 0;
            if (open) {
                listener.opened();
            }
        } else {
            answer(from, to);
        }
    }

    private void answer(int from, int to) {
        for (int at = from; at < to - ID_DIGITS; at++) {
            if (SCRATCH[at] == ID) {
                int sequence = Integer.parseInt(new String(SCRATCH, at + 1, ID_DIGITS, ISO_8859_1));
                listener.answered(sequence, indexOf(ACK, from, to) >= 0);
                return;
            }
        }
        lastFrame = new String(SCRATCH, from, Math.min(200, to - from), ISO_8859_1);
    }

    private static int number(int from, int bytes) {
        int value = 0;
        for (int i = from; i < from + bytes; i++) {
            value = value << 8 | SCRATCH[i] & 0xff;
        }
        return value;
    }

    private static int indexOf(byte[] pattern, int from, int to) {
        for (int at = from; at <= to - pattern.length; at++) {
            if (SCRATCH[at] == pattern[0]
                    && Arrays.equals(SCRATCH, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listener.closed(this, lastFrame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
