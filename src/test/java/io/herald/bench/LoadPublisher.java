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
 * Sends REST calls over a fixed number of persistent connections, one at a time on each. If none is free, a call waits. Its
 * latency counts from the intended time of sending. Only the load loop uses it.
 */
final class LoadPublisher {

    /** Receives the status of an answer, or 0 without one, and its body. */
    @FunctionalInterface
    interface AnswerHandler {
        void onAnswer(int status, String body);
    }

    private record Call(byte[] request, AnswerHandler handler) {}

    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private final String host;
    private final String head;

    /** @param credential the header of each call that authenticates the publisher */
    LoadPublisher(String host, String credential) {
        this.host = host;
        this.head = " HTTP/1.1\r\nHost: " + host + "\r\n" + credential
                + "\r\nContent-Type: application/json\r\nContent-Length: ";
    }

    /** Returns a handler for one more connection. */
    Connection connection() {
        return new Connection();
    }

    int free() {
        return free.size();
    }

    void post(String path, String json, AnswerHandler handler) {
        submit(new Call(("POST " + path + head + json.length() + "\r\n\r\n" + json).getBytes(ISO_8859_1), handler));
    }

    /** Sends a call with the token of another user. */
    void get(String path, String token, AnswerHandler handler) {
        String request =
                "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        submit(new Call(request.getBytes(ISO_8859_1), handler));
    }

    private void submit(Call call) {
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
            if (isComplete(answer)) {
                String complete = answer;
                answer = "";
                finish(Integer.parseInt(complete, 9, 12, 10), complete.substring(complete.indexOf("\r\n\r\n") + 4));
            }
        }

        private void finish(int status, String body) {
            AnswerHandler handler = call.handler;
            Call next = waiting.poll();
            if (next == null) {
                call = null;
                free.add(this);
            } else {
                send(next);
            }
            handler.onAnswer(status, body);
        }

        /** If the connection closes, its call is answered with 0 and the connection is not used again. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            free.remove(this);
            if (call != null) {
                call.handler.onAnswer(0, "");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            context.close();
        }
    }

    private static boolean isComplete(String answer) {
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
