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

    private record Question(List<Channel> users, UniEmitter<? super List<String>> emitter) {

        void answer() {
            emitter.complete(Collections.nCopies(users.size(), ""));
        }
    }

    /** Answers when it is told to. */
    private static final class Unhurried implements PreferenceCache {

        final Queue<Question> unanswered = new ArrayDeque<>();

        @Override
        public Uni<List<String>> getAll(List<Channel> users) {
            return Uni.createFrom().emitter(emitter -> unanswered.add(new Question(users, emitter)));
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
    private final Unhurried copies = new Unhurried();
    private final PreferenceFilters preferenceFilters = new PreferenceFilters(copies, new PeriodicTasks(() -> loop));

    /** As connections do; what nobody holds is forgotten. */
    private final List<PreferenceFilter> held = new ArrayList<>();

    PreferenceFiltersTest() {
        preferenceFilters.start(new StartupEvent());
    }

    private void connectAll() {
        for (int user = 0; user < USERS; user++) {
            preferenceFilters.of("user-" + user).subscribe().with(held::add);
            copies.unanswered.remove().answer();
        }
        assertEquals(USERS, known());
    }

    private long known() {
        return held.stream().filter(PreferenceFilter::isKnown).count();
    }

    @Test
    void those_of_all_who_are_connected_are_read_again_a_batch_at_a_time() {
        connectAll();
        preferenceFilters.onMissed();
        loop.advance(Duration.ZERO);
        int asked = 0;
        while (!copies.unanswered.isEmpty()) {
            assertEquals(1, copies.unanswered.size(), "questions at a time");
            Question question = copies.unanswered.remove();
            asked += question.users().size();
            question.answer();
        }
        assertEquals(USERS, asked);
        assertEquals(USERS, known());
    }

    @Test
    void hints_that_are_missed_while_all_are_read_again_lead_to_one_more_reading() {
        connectAll();
        int batches = 0;
        for (int partition = 0; partition < 16; partition++) {
            preferenceFilters.onMissed();
            loop.advance(Duration.ZERO);
        }
        while (!copies.unanswered.isEmpty()) {
            batches++;
            copies.unanswered.remove().answer();
            loop.advance(Duration.ZERO);
        }
        assertEquals(2 * 3, batches);
    }

    @Test
    void what_cannot_be_read_again_is_unknown_all_of_it() {
        connectAll();
        preferenceFilters.onMissed();
        loop.advance(Duration.ZERO);
        while (!copies.unanswered.isEmpty()) {
            copies.unanswered.remove().emitter().fail(new IllegalStateException("Redis is away"));
        }
        assertEquals(0, known());
    }
}
