package io.herald.ws.protocol;

import io.herald.hub.transport.StartPosition;
import io.netty.channel.embedded.EmbeddedChannel;

/** Creates sockets whose frames a test reads from an embedded channel. */
public final class EmbeddedSocket {

    private EmbeddedSocket() {}

    public static WebSocketChannel of(EmbeddedChannel netty) {
        WebSocketUpgradeHandler handler = new WebSocketUpgradeHandler(
                new PendingUpgrade(null, new StartPosition.Now()), Subprotocol.JSON, null, netty.voidPromise());
        netty.pipeline().addLast(handler);
        return handler.channel();
    }
}
