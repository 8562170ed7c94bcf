package io.herald.log;

/** A bean that hears the hints of one kind. */
public interface ControlListener {

    String kind();

    /** On an event loop, before the events that follow it are delivered; must not block. */
    void heard(Control control);

    /**
     * Hints may have been missed: read everything again. Called once for all partitions that missed hints within a moment.
     * On an event loop; must not block.
     */
    default void missed() {}
}
