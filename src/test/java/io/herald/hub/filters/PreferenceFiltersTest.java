package io.herald.hub.filters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.log.PreferenceCache;
import io.herald.loop.ManualLoop;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreferenceFiltersTest {

    private static final int USERS = 450;

    private record PendingRead(List<Channel> users, UniEmitter<? super List<String>> emitter) {

        void answer() {
            emitter.complete(Collections.nCopies(users.size(), ""));
        }
    }

    /** A cache that answers when a test says so. */
    private static final class ManualPreferenceCache implements PreferenceCache {

        final Queue<PendingRead> pendingReads = new ArrayDeque<>();

        @Override
        public Uni<List<String>> getAll(List<Channel> users) {
            return Uni.createFrom().emitter(emitter -> pendingReads.add(new PendingRead(users, emitter)));
        }

        @Override
        public Uni<Void> put(Channel user, @Nullable String preferences) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> putIfAbsent(Channel user, String preferences) {
            throw new UnsupportedOperationException();
        }
    }

    private final ManualLoop loop = new ManualLoop();
    private final ManualPreferenceCache cache = new ManualPreferenceCache();
    private final PreferenceFilters preferenceFilters = new PreferenceFilters(cache, new PeriodicTasks(() -> loop));

    /** Keeps a reference to each filter, like a connection: the cache drops the others. */
    private final List<PreferenceFilter> filters = new ArrayList<>();

    PreferenceFiltersTest() {
        preferenceFilters.start(new StartupEvent());
    }

    private void connectAll() {
        for (int user = 0; user < USERS; user++) {
            preferenceFilters.of("user-" + user).subscribe().with(filters::add);
            cache.pendingReads.remove().answer();
        }
        assertEquals(USERS, knownFilters());
    }

    private long knownFilters() {
        return filters.stream().filter(PreferenceFilter::isKnown).count();
    }

    @Test
    void after_a_gap_the_preferences_of_all_connected_users_are_read_again_in_batches() {
        connectAll();
        preferenceFilters.onMissed();
        loop.advance(Duration.ZERO);
        int readUsers = 0;
        while (!cache.pendingReads.isEmpty()) {
            assertEquals(1, cache.pendingReads.size(), "reads at a time");
            PendingRead read = cache.pendingReads.remove();
            readUsers += read.users().size();
            read.answer();
        }
        assertEquals(USERS, readUsers);
        assertEquals(USERS, knownFilters());
    }

    @Test
    void gaps_during_a_reload_cause_one_more_reload() {
        connectAll();
        int batches = 0;
        for (int partition = 0; partition < 16; partition++) {
            preferenceFilters.onMissed();
            loop.advance(Duration.ZERO);
        }
        while (!cache.pendingReads.isEmpty()) {
            batches++;
            cache.pendingReads.remove().answer();
            loop.advance(Duration.ZERO);
        }
        assertEquals(2 * 3, batches);
    }

    @Test
    void after_a_failed_reload_all_preferences_are_unknown() {
        connectAll();
        preferenceFilters.onMissed();
        loop.advance(Duration.ZERO);
        while (!cache.pendingReads.isEmpty()) {
            cache.pendingReads.remove().emitter().fail(new IllegalStateException("Redis is unavailable"));
        }
        assertEquals(0, knownFilters());
    }
}
