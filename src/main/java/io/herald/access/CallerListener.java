package io.herald.access;

/** Is told of every caller who was let in. On the way of every request: must not block and costs next to nothing. */
public interface CallerListener {
    void met(String user);
}
