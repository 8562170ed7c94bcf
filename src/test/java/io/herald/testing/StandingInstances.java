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
 * Two instances on a log of their own, for tests that want no other settings and end neither of the two. Starting them costs
 * more than most of these tests do, so they stand from the first class of a process that asks until its last has ended: users
 * and rooms are to be new ones, for others were here before. A static field of a class, marked with
 * {@link RegisterExtension}.
 */
public final class StandingInstances implements BeforeAllCallback, AfterAllCallback {

    private static final Map<String, String> SETTINGS = Map.of(
            "herald.log.key-prefix", "standing",
            // And with it how long a lost connection may be away before others are told: five seconds.
            "herald.drain.window", "2s",
            // What has expired is not to be seen, also before it is swept up.
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
        return standing().one();
    }

    public HeraldProcess two() {
        return standing().two();
    }

    /** On the same log, to be ended by whoever starts it. */
    public HeraldProcess another(Map<String, String> different) {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.putAll(different);
        return HeraldProcess.start(settings);
    }

    private Pair standing() {
        if (pair == null) {
            throw new IllegalStateException("no test of this class runs");
        }
        return pair;
    }

    /** Kept, and closed, by the session that runs all classes of this process. */
    @Override
    public void beforeAll(ExtensionContext context) {
        pair = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(StandingInstances.class))
                .computeIfAbsent(Pair.class, first -> Pair.start(), Pair.class);
    }

    /** Looks after each class, and not at the end alone, whether a secret was told or a buffer leaked: so it is known by whom. */
    @Override
    public void afterAll(ExtensionContext context) {
        Secrets.assertNotIn(one().log());
        Secrets.assertNotIn(two().log());
        BufferLeaks.assertNotIn(one().log());
        BufferLeaks.assertNotIn(two().log());
        pair = null;
    }
}
