package io.herald.client.stream;

import java.util.Optional;

/** A stream that stays connected until it is closed, or the service refuses it for good. */
public interface Subscription extends AutoCloseable {

    /**
     * Returns the position after the last event for which {@link StreamListener#onEvent} has returned. A program that stores it
     * continues there after a restart ({@link StreamOptions#after}).
     *
     * @return empty before the first connection
     */
    Optional<String> cursor();

    /**
     * Returns whether the stream has ended for good.
     *
     * @return false while it is connected or between two connections
     */
    boolean hasEnded();

    /**
     * Waits until the stream has ended and the listener knows it.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    void awaitEnd() throws InterruptedException;

    /**
     * Ends the stream. When the call returns, the listener is not called any more, except if the listener itself has closed the
     * stream.
     */
    @Override
    void close();
}
