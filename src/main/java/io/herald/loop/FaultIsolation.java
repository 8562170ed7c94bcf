package io.herald.loop;

import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Isolates items from each other's faults. */
public final class FaultIsolation {

    private FaultIsolation() {}

    /**
     * Applies the action to every item, even if it throws for some of them. Then throws the first of these exceptions,
     * which a periodic task logs.
     */
    public static <T> void forEach(Collection<T> items, Consumer<? super T> action) {
        @Nullable Throwable first = null;
        for (T item : items) {
            try {
                action.accept(item);
            } catch (RuntimeException | Error thrown) {
                first = first == null ? thrown : first;
            }
        }
        if (first instanceof Error error) {
            throw error;
        } else if (first instanceof RuntimeException exception) {
            throw exception;
        }
    }
}
