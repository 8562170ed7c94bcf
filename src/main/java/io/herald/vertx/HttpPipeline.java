package io.herald.vertx;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.util.List;

/** The handlers that Vert.x installs in the pipeline of an HTTP/1.1 server connection. Called on the connection's event loop. */
public final class HttpPipeline {

    private static final String DECODER = "httpDecoder";
    private static final String ENCODER = "httpEncoder";
    private static final String UPGRADE_TO_HTTP2 = "h2c";
    private static final String IDLE_TIMEOUT = "idle";
    private static final String FRAME_DECODER = "wsdecoder";

    private HttpPipeline() {}

    /** Whether the connection speaks HTTP/1.1 and has not been upgraded. */
    public static boolean hasCodec(ChannelPipeline pipeline) {
        return pipeline.get(DECODER) != null && pipeline.get(ENCODER) != null;
    }

    /** Adds a handler that sees the bytes of the socket, below the HTTP codec. */
    public static void addBelowCodec(ChannelPipeline pipeline, String name, ChannelHandler handler) {
        pipeline.addBefore(DECODER, name, handler);
    }

    /** Removes the HTTP codec, the upgrade to HTTP/2 and the idle time-out. */
    public static void removeCodec(ChannelPipeline pipeline) {
        for (String name : List.of(DECODER, ENCODER, IDLE_TIMEOUT, UPGRADE_TO_HTTP2)) {
            remove(pipeline, name);
        }
    }

    /** Removes the idle time-out, which does not see what is written below the codec. */
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

    /** Adds a handler that is the first to receive the frames of the decoder. */
    public static void addAfterFrameDecoder(ChannelPipeline pipeline, String name, ChannelHandler handler) {
        pipeline.addAfter(FRAME_DECODER, name, handler);
    }

    private static void remove(ChannelPipeline pipeline, String name) {
        if (pipeline.get(name) != null) {
            pipeline.remove(name);
        }
    }
}
