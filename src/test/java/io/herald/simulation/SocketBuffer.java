package io.herald.simulation;

import io.herald.simulation.loop.Scheduler;
import java.util.ArrayDeque;

/** The bytes of one connection that wait for the client: a small buffer that fills when the client reads slowly or not at all. */
final class SocketBuffer {

    static final int CAPACITY = 600;
    private static final long MILLI = 1_000_000;

    private record Message(Runnable action, int bytes) {}

    private final Scheduler scheduler;
    private final VirtualClient client;
    private final Runnable drained;
    private final ArrayDeque<Message> messages = new ArrayDeque<>();
    private int bytes;
    private boolean full;
    private boolean flowing;

    /** @param drained runs when the buffer was full and accepts writes again */
    SocketBuffer(Scheduler scheduler, VirtualClient client, Runnable drained) {
        this.scheduler = scheduler;
        this.client = client;
        this.drained = drained;
    }

    boolean isFull() {
        return full;
    }

    int bytes() {
        return bytes;
    }

    void clear() {
        messages.clear();
    }

    /** @param action runs when the client receives the message */
    void add(Runnable action, int size) {
        messages.add(new Message(action, size));
        bytes += size;
        full |= bytes > CAPACITY;
        if (!flowing) {
            flowing = true;
            scheduler.after(travel(), this::flow);
        }
    }

    private boolean isSlow() {
        return client.slowUntil() > scheduler.nanoTime();
    }

    private long travel() {
        return 1 + scheduler.random().nextLong(MILLI / 2 + (isSlow() ? 200 * MILLI : 0));
    }

    private void flow() {
        long stopped = client.stoppedUntil();
        if (stopped > scheduler.nanoTime()) {
            scheduler.at(stopped, this::flow);
            return;
        }
        int some = isSlow() ? 1 : 1 + scheduler.random().nextInt(12);
        for (int i = 0; i < some && !messages.isEmpty(); i++) {
            Message message = messages.poll();
            bytes -= message.bytes;
            message.action.run();
        }
        if (full && bytes < CAPACITY / 2) {
            full = false;
            drained.run();
        }
        flowing = !messages.isEmpty();
        if (flowing) {
            scheduler.after(travel(), this::flow);
        }
    }
}
