package io.herald.ops;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts a text in a stream, also across chunk boundaries. */
final class TextCounter {

    private final String text;
    private final AtomicInteger count;
    private String rest = "";

    TextCounter(String text, AtomicInteger count) {
        this.text = text;
        this.count = count;
    }

    void add(Buffer bytes) {
        String all = rest + bytes.toString();
        int from = 0;
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, from)) {
            count.incrementAndGet();
            from = at + text.length();
        }
        rest = all.substring(Math.max(from, all.length() - text.length() + 1));
    }
}
