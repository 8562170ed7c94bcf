package io.herald.client.stream;

import java.util.Optional;

/**
 * Receives what a stream delivers. One thread calls all methods, in the order of the stream. While a method runs, the
 * service holds back the following events; it stores them, so a slow listener loses nothing within the retention of the log.
 */
@FunctionalInterface
public interface StreamListener {

    /**
     * Receives an event. Durable events arrive once and in order, over lost connections too.
     *
     * <p>An exception ends the subscription. Its cursor is then the position before this event.
     *
     * @param event the event
     */
    void onEvent(ReceivedEvent event);

    /**
     * The stream is connected, for the first time or again.
     *
     * @param ready what the service says about the connection
     */
    default void onReady(StreamReady ready) {}

    /**
     * Events are missing: they are no longer in the log. The stream continues with those that are. The listener reloads what
     * it has derived from the named channels.
     *
     * @param reset the affected channels
     */
    default void onReset(StreamReset reset) {}

    /**
     * The stream is not connected. It connects again by itself.
     *
     * @param disconnect the reason, and the time of the next attempt
     */
    default void onDisconnect(StreamDisconnect disconnect) {}

    /**
     * The stream has ended. This is the last call.
     *
     * @param cause empty after {@link Subscription#close()}; otherwise the refusal of the service, for example a
     *     {@link io.herald.client.error.ForbiddenException}, or the exception of a method of this listener
     */
    default void onEnd(Optional<Throwable> cause) {}
}
