package io.herald.testing;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two instances on a separate log, shared by tests that need no other settings and stop neither instance. Starting them
 * takes longer than most tests, so they run from the first test class that uses them until the process ends. Each test
 * needs new users and rooms. Declare a static field with {@link RegisterExtension}.
 */
public final class SharedInstances implements BeforeAllCallback, AfterAllCallback {

    private static final Map<String, String> SETTINGS = Map.of(
            "herald.log.key-prefix", "standing",
            // Also reduces to five seconds the time after which a lost connection is announced as left.
            "herald.drain.window", "2s",
            // Expired items must be invisible also before retention deletes them.
            "herald.inbox.sweep", "1h");

    private @Nullable Pair pair;

    private record Pair(HeraldProcess one, HeraldProcess two) implements AutoCloseable {

        static Pair start() {
            return new Pair(HeraldProcess.start(SETTINGS), HeraldProcess.start(SETTINGS));
        }

        @Override
        public void close() {
            one.close();
            two.close();
        }
    }

    public HeraldProcess one() {
        return runningPair().one();
    }

    public HeraldProcess two() {
        return runningPair().two();
    }

    /** Starts another instance on the same log. The caller closes it. */
    public HeraldProcess another(Map<String, String> additional) {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.putAll(additional);
        return HeraldProcess.start(settings);
    }

    private Pair runningPair() {
        if (pair == null) {
            throw new IllegalStateException("no test of this class is running");
        }
        return pair;
    }

    /** The launcher session stores the instances and closes them after all classes of this process. */
    @Override
    public void beforeAll(ExtensionContext context) {
        pair = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(SharedInstances.class))
                .computeIfAbsent(Pair.class, first -> Pair.start(), Pair.class);
    }

    /** Checks for logged secrets and leaked buffers after each class, so that the failing class is known. */
    @Override
    public void afterAll(ExtensionContext context) {
        Secrets.assertNotIn(one().log());
        Secrets.assertNotIn(two().log());
        BufferLeaks.assertNotIn(one().log());
        BufferLeaks.assertNotIn(two().log());
        pair = null;
    }
}
