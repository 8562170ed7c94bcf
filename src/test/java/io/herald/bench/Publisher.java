package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * REST calls over a fixed number of kept connections, one at a time on each. What finds none free waits, and the time
 * counts: it is measured from when the call was to be sent. Belongs to the load's one thread.
 */
final class Publisher {

    /** Is told the status, 0 for none, and the body of an answer. */
    @FunctionalInterface
    interface Answered {
        void with(int status, String body);
    }

    private record Call(byte[] request, Answered answered) {}

    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private final String host;
    private final String head;

    Publisher(String host, String token) {
        this.host = host;
        this.head = " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /** A handler for one more connection. */
    Connection connection() {
        return new Connection();
    }

    int free() {
        return free.size();
    }

    void post(String path, String json, Answered answered) {
        ask(new Call(("POST " + path + head + json.length() + "\r\n\r\n" + json).getBytes(ISO_8859_1), answered));
    }

    /** As somebody else. */
    void get(String path, String token, Answered answered) {
        String request =
                "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        ask(new Call(request.getBytes(ISO_8859_1), answered));
    }

    private void ask(Call call) {
        Connection connection = free.poll();
        if (connection == null) {
            waiting.add(call);
        } else {
            connection.send(call);
        }
    }

    final class Connection extends ChannelInboundHandlerAdapter {

        private @Nullable Channel channel;
        private @Nullable Call call;
        private String answer = "";

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            free.add(this);
        }

        private void send(Call next) {
            call = next;
            channel.writeAndFlush(Unpooled.wrappedBuffer(next.request), channel.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            answer += bytes.toString(ISO_8859_1);
            bytes.release();
            if (isWhole(answer)) {
                String whole = answer;
                answer = "";
                finish(Integer.parseInt(whole, 9, 12, 10), whole.substring(whole.indexOf("\r\n\r\n") + 4));
            }
        }

        private void finish(int status, String body) {
            Answered answered = call.answered;
            Call next = waiting.poll();
            if (next == null) {
                call = null;
                free.add(this);
            } else {
                send(next);
            }
            answered.with(status, body);
        }

        /** A connection that breaks answers what it was asked with 0, and is not used again. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            free.remove(this);
            if (call != null) {
                call.answered.with(0, "");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }

    private static boolean isWhole(String answer) {
        int body = answer.indexOf("\r\n\r\n");
        if (body < 0) {
            return false;
        }
        int length = answer.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        if (length < 0 || length > body) {
            return true;
        }
        int end = answer.indexOf('\r', length);
        return answer.length() - body - 4 >= Integer.parseInt(answer, length + 16, end, 10);
    }
}
