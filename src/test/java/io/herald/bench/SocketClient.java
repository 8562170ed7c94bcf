package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One WebSocket. Its frames are taken apart, and what is in them is searched for marks and for ids, and not parsed. */
final class SocketClient extends ChannelInboundHandlerAdapter {

    /** Told of all clients, on the load's one thread. */
    interface Listener {

        void opened();

        void delivered(SocketClient client, long intended, int sequence);

        void answered(int sequence, boolean accepted);

        void closed(SocketClient client, String lastFrame);
    }

    /** Begins the id of a command, of nine digits. */
    static final char ID = '#';

    private static final int ID_DIGITS = 9;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] READY = "ready".getBytes(ISO_8859_1);
    private static final byte[] ACK = "ack".getBytes(ISO_8859_1);
    private static final int PING = 9;

    /** Of all clients: they share one thread. */
    private static final byte[] SCRATCH = new byte[1 << 20];

    final int number;
    private final Listener listener;
    private byte[] carry = {};
    private boolean upgraded;
    private boolean open;
    private String last = "";
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
        int length = carry.length + bytes.readableBytes();
        System.arraycopy(carry, 0, SCRATCH, 0, carry.length);
        bytes.readBytes(SCRATCH, carry.length, bytes.readableBytes());
        bytes.release();
        int at = upgraded ? 0 : head(length);
        if (upgraded) {
            at = frames(at, length);
        }
        carry = Arrays.copyOfRange(SCRATCH, at, length);
    }

    private int head(int length) {
        int end = indexOf(END_OF_HEAD, 0, length);
        if (end < 0) {
            return 0;
        }
        String head = new String(SCRATCH, 0, end, ISO_8859_1);
        last = head.substring(0, Math.min(end, 200));
        // What is compressed could not be searched for marks.
        upgraded = head.startsWith("HTTP/1.1 101") && !head.contains("permessage-deflate");
        if (!upgraded) {
            channel.close();
        }
        return end + END_OF_HEAD.length;
    }

    /** @return where the first that is not whole begins */
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
        last = new String(SCRATCH, from, Math.min(200, to - from), ISO_8859_1);
    }

    private static int number(int from, int bytes) {
        int value = 0;
        for (int i = from; i < from + bytes; i++) {
            value = value << 8 | SCRATCH[i] & 0xff;
        }
        return value;
    }

    private static int indexOf(byte[] what, int from, int to) {
        for (int at = from; at <= to - what.length; at++) {
            if (SCRATCH[at] == what[0] && Arrays.equals(SCRATCH, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listener.closed(this, last);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
