package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One EventSource, as cheap as can be: the bytes are searched for marks and not parsed. Frames are never cut by HTTP's
 * chunks, so the chunks need not be taken off.
 */
final class StreamClient extends ChannelInboundHandlerAdapter {

    /** Told of all clients, on the load's one thread. */
    interface Listener {

        void opened(StreamClient client);

        void delivered(StreamClient client, long intended, int sequence);

        /** @param again to be called where it should come back */
        void closed(StreamClient client, boolean wasOpen, Runnable again);
    }

    private static final byte[] READY = "\nevent: ready\n".getBytes(ISO_8859_1);
    private static final byte[] ID = "\nid: ".getBytes(ISO_8859_1);

    /** Enough for what stands before a mark in its event, so that its id can be found. */
    private static final int KEPT_FOR_CURSOR = 1_024;

    /** Of all clients: they share one thread. */
    private static final byte[] SCRATCH = new byte[1 << 20];

    final int number;
    private final Listener listener;
    private final int kept;
    private byte[] carry = {};
    private boolean open;
    private Runnable again = () -> {};
    private @Nullable Channel channel;
    private @Nullable String cursor;

    StreamClient(int number, boolean keepsCursor, Listener listener) {
        this.number = number;
        this.kept = keepsCursor ? KEPT_FOR_CURSOR : MessageMark.LENGTH - 1;
        this.listener = listener;
    }

    boolean isOpen() {
        return open;
    }

    /** The id of the last event that was received whole; null before the first one. */
    @Nullable
    String cursor() {
        return cursor;
    }

    void ifTurnedAway(Runnable what) {
        again = what;
    }

    void stopReading() {
        channel.config().setAutoRead(false);
    }

    /** RST, and nothing more. */
    void cut() {
        channel.config().setOption(io.netty.channel.ChannelOption.SO_LINGER, 0);
        channel.close();
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
        int consumed = open ? 0 : openIfReady(length);
        if (open) {
            scan(consumed, length);
        }
    }

    private int openIfReady(int length) {
        int ready = lastIndexOf(READY, 0, length);
        if (ready < 0) {
            keep(0, length);
            return 0;
        }
        open = true;
        cursor = idBefore(ready + 1);
        listener.opened(this);
        return ready;
    }

    private void scan(int from, int to) {
        int at = from;
        int mark = MessageMark.find(SCRATCH, at, to);
        while (mark >= 0 && mark + MessageMark.LENGTH <= to) {
            at = mark + MessageMark.LENGTH;
            if (kept == KEPT_FOR_CURSOR) {
                cursor = idBefore(mark);
            }
            listener.delivered(this, MessageMark.intended(SCRATCH, mark), MessageMark.sequence(SCRATCH, mark));
            mark = MessageMark.find(SCRATCH, at, to);
        }
        keep(Math.max(at, to - kept), to);
    }

    private void keep(int from, int to) {
        carry = java.util.Arrays.copyOfRange(SCRATCH, from, to);
    }

    private @Nullable String idBefore(int position) {
        int line = lastIndexOf(ID, 0, position);
        if (line < 0) {
            return cursor;
        }
        int end = line + ID.length;
        while (SCRATCH[end] != '\n') {
            end++;
        }
        return new String(SCRATCH, line + ID.length, end - line - ID.length, ISO_8859_1);
    }

    private static int lastIndexOf(byte[] what, int from, int to) {
        for (int at = to - what.length; at >= from; at--) {
            if (SCRATCH[at] == what[0]
                    && java.util.Arrays.equals(SCRATCH, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean wasOpen = open;
        open = false;
        listener.closed(this, wasOpen, again);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
