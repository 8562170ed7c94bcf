package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * One EventSource with the least CPU: it searches the bytes for markers and does not parse them. The server never splits an
 * event over HTTP chunks, so the client need not decode them.
 */
final class StreamClient extends ChannelInboundHandlerAdapter {

    /** Receives the events of all clients, on the load loop. */
    interface Listener {

        void opened(StreamClient client);

        void delivered(StreamClient client, long intended, int sequence);

        /** @param reconnect connects the client again */
        void closed(StreamClient client, boolean wasOpen, Runnable reconnect);
    }

    private static final byte[] ID = "\nid: ".getBytes(ISO_8859_1);

    /** Covers the part of an event before its marker, which contains the id. */
    private static final int BYTES_FOR_CURSOR = 1_024;

    /** Shared by all clients, which run on one thread. */
    private static final byte[] SCRATCH = new byte[1 << 20];

    final int number;
    private final byte[] opened;
    private final Listener listener;
    private final int keptBytes;
    private byte[] remainder = {};
    private boolean open;
    private Runnable reconnect = () -> {};
    private @Nullable Channel channel;
    private @Nullable String cursor;

    /** @param opened the bytes after which the stream is open */
    StreamClient(int number, byte[] opened, boolean keepsCursor, Listener listener) {
        this.number = number;
        this.opened = opened;
        this.keptBytes = keepsCursor ? BYTES_FOR_CURSOR : MessageMark.LENGTH - 1;
        this.listener = listener;
    }

    boolean isOpen() {
        return open;
    }

    /** Returns the id of the last complete event, or null before the first one. */
    @Nullable
    String cursor() {
        return cursor;
    }

    void onRefused(Runnable action) {
        reconnect = action;
    }

    void stopReading() {
        channel.config().setAutoRead(false);
    }

    /** Closes the connection with a TCP reset. */
    void reset() {
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
        int length = remainder.length + bytes.readableBytes();
        System.arraycopy(remainder, 0, SCRATCH, 0, remainder.length);
        bytes.readBytes(SCRATCH, remainder.length, bytes.readableBytes());
        bytes.release();
        int consumed = open ? 0 : openIfReady(length);
        if (open) {
            scan(consumed, length);
        }
    }

    private int openIfReady(int length) {
        int ready = lastIndexOf(opened, 0, length);
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
            if (keptBytes == BYTES_FOR_CURSOR) {
                cursor = idBefore(mark);
            }
            listener.delivered(this, MessageMark.intended(SCRATCH, mark), MessageMark.sequence(SCRATCH, mark));
            mark = MessageMark.find(SCRATCH, at, to);
        }
        keep(Math.max(at, to - keptBytes), to);
    }

    private void keep(int from, int to) {
        remainder = java.util.Arrays.copyOfRange(SCRATCH, from, to);
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

    private static int lastIndexOf(byte[] pattern, int from, int to) {
        for (int at = to - pattern.length; at >= from; at--) {
            if (SCRATCH[at] == pattern[0]
                    && java.util.Arrays.equals(SCRATCH, at, at + pattern.length, pattern, 0, pattern.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean wasOpen = open;
        open = false;
        listener.closed(this, wasOpen, reconnect);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close();
    }
}
