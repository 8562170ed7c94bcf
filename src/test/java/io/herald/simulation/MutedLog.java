package io.herald.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Turns off the log of the service: each simulation starts instances and loses their connections. */
final class MutedLog implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger("io.herald");

    private MutedLog() {}

    static MutedLog mute() {
        LOG.setLevel(Level.OFF);
        return new MutedLog();
    }

    @Override
    public void close() {
        LOG.setLevel(null);
    }
}
