package io.herald.ws.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.zip.DataFormatException;

/**
 * Reads from a client that may compress its messages. Checks the reserved bits and UTF-8 here: the decoder must accept
 * reserved bits when extensions are in use, and text can only be validated after it is inflated.
 */
final class InflatingReader extends FrameReader {

    /** RSV1, in the decoder's representation of the three reserved bits. */
    private static final int COMPRESSED = 4;

    private final MessageDeflater messageDeflater;
    private boolean compressed;

    InflatingReader(FrameListener listener, MessageDeflater messageDeflater) {
        super(listener);
        this.messageDeflater = messageDeflater;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        boolean begins = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
        if (frame.rsv() != 0 && !(begins && frame.rsv() == COMPRESSED)) {
            listener.violation(SocketCloseStatus.PROTOCOL_ERROR);
            return;
        }
        if (begins) {
            compressed = frame.rsv() == COMPRESSED;
        }
        super.channelRead0(context, frame);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        messageDeflater.release();
    }

    @Override
    void messageComplete(boolean text, byte[] message) {
        try {
            byte[] plain = compressed ? messageDeflater.inflate(message, MAX_MESSAGE) : message;
            if (text) {
                UTF_8.newDecoder().decode(ByteBuffer.wrap(plain));
            }
            super.messageComplete(text, plain);
        } catch (CharacterCodingException notText) {
            listener.violation(SocketCloseStatus.INVALID_PAYLOAD);
        } catch (MessageDeflater.TooBig tooBig) {
            listener.violation(SocketCloseStatus.MESSAGE_TOO_BIG);
        } catch (DataFormatException notDeflated) {
            listener.violation(SocketCloseStatus.PROTOCOL_ERROR);
        }
    }
}
