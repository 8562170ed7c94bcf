package io.herald.log;

/** A bean that hears the hints of one kind. */
public interface ControlListener {

    String kind();

    /** On an event loop, before the events that follow it are delivered; must not block. */
    void heard(ControlMessage controlMessage);

    /**
     * Hints may have been missed: discards what is cached. Called at once for each partition that missed hints, so it must be
     * cheap. On an event loop; must not block.
     */
    default void invalidate() {}

    /**
     * Hints may have been missed: reads everything again. Called once, a moment after {@link #invalidate}, for all partitions
     * that missed hints within that moment. On an event loop; must not block.
     */
    default void missed() {}
}
