package io.herald.log;

/** Handles the control messages of one kind. Implementations are beans. */
public interface ControlListener {

    String kind();

    /** Handles a control message before the events after it are delivered. Called on an event loop; must not block. */
    void onControlMessage(ControlMessage controlMessage);

    /**
     * Discards caches, because control messages may have been lost. Called at once for each partition that may have lost
     * some, so it must be cheap. Called on an event loop; must not block.
     */
    default void invalidate() {}

    /**
     * Reads all state again, because control messages may have been lost. Called once, shortly after {@link #invalidate}, for
     * all partitions that may have lost some in the meantime. Called on an event loop; must not block.
     */
    default void onMissed() {}
}
