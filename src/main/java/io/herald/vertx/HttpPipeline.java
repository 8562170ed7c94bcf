package io.herald.vertx;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.util.List;

/**
 * Changes the handlers that Vert.x installs in the pipeline of an HTTP/1.1 server connection. Must be called on the
 * event loop of the connection.
 */
public final class HttpPipeline {

    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";
    private static final String UPGRADE_TO_HTTP2 = "h2c";
    private static final String IDLE_TIMEOUT = "idle";
    private static final String FRAME_DECODER = "wsdecoder";

    private HttpPipeline() {}

    /** Whether the connection uses HTTP/1.1 and has not been upgraded. */
    public static boolean hasCodec(ChannelPipeline pipeline) {
        return pipeline.get(DECODER) != null && pipeline.get(ENCODER) != null;
    }

    /** Adds a handler below the HTTP codec, where it receives the bytes of the socket. */
    public static void addBelowCodec(ChannelPipeline pipeline, String name, ChannelHandler handler) {
        pipeline.addBefore(DECODER, name, handler);
    }

    /** Removes the HTTP codec, the upgrade to HTTP/2 and the idle timeout. */
    public static void removeCodec(ChannelPipeline pipeline) {
        for (String name : List.of(DECODER, ENCODER, IDLE_TIMEOUT, UPGRADE_TO_HTTP2)) {
            remove(pipeline, name);
        }
    }

    /** Removes the idle timeout, which does not detect writes below the codec. */
    public static void removeIdleTimeout(ChannelPipeline pipeline) {
        remove(pipeline, IDLE_TIMEOUT);
    }

    /** Whether the connection has been upgraded to a WebSocket. */
    public static boolean hasFrameDecoder(ChannelPipeline pipeline) {
        return pipeline.get(FRAME_DECODER) != null;
    }

    public static void replaceFrameDecoder(ChannelPipeline pipeline, ChannelHandler decoder) {
        pipeline.replace(FRAME_DECODER, FRAME_DECODER, decoder);
    }

    /** Adds a handler that receives the frames of the decoder first. */
    public static void addAfterFrameDecoder(ChannelPipeline pipeline, String name, ChannelHandler handler) {
        pipeline.addAfter(FRAME_DECODER, name, handler);
    }

    private static void remove(ChannelPipeline pipeline, String name) {
        if (pipeline.get(name) != null) {
            pipeline.remove(name);
        }
    }
}
