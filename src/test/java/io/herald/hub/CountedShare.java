package io.herald.hub;

import io.herald.hub.fanout.Share;
import java.util.function.IntSupplier;

/** So many sockets a turn. */
final class CountedShare implements Share {

    private final IntSupplier sockets;
    private int left;

    CountedShare(IntSupplier sockets) {
        this.sockets = sockets;
    }

    @Override
    public void begin(boolean first) {
        left = sockets.getAsInt();
    }

    @Override
    public boolean goesOn() {
        return left-- > 0;
    }

    @Override
    public void end() {}
}
