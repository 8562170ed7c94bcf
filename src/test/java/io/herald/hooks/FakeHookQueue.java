package io.herald.hooks;

import io.herald.hooks.HookOutcome.Kind;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A queue in memory that may be unavailable. Not thread-safe. */
final class FakeHookQueue implements HookQueue {

    final Map<Long, HookEvent> waiting = new LinkedHashMap<>();
    final List<Long> delivered = new ArrayList<>();
    final List<Long> failed = new ArrayList<>();
    boolean failing;
    boolean disabled;
    boolean away;
    int reads;
    private long position;

    HookEvent add(String subject) {
        HookEvent event = new HookEvent(++position, "user.online", subject, Instant.EPOCH, "{}", null);
        waiting.put(event.position(), event);
        return event;
    }

    /** Makes the first attempt of each waiting event one that has failed at a time. */
    void failingSince(Instant time) {
        waiting.replaceAll((position, event) ->
                new HookEvent(position, event.type(), event.subject(), event.at(), event.data(), time));
    }

    @Override
    public Uni<List<HookEvent>> waiting(Collection<String> excluded, int most) {
        reads++;
        return Uni.createFrom()
                .item(waiting.values().stream()
                        .filter(event -> !excluded.contains(event.subject()))
                        .limit(most)
                        .toList());
    }

    @Override
    public Uni<Void> record(List<HookOutcome> outcomes) {
        if (away) {
            return Uni.createFrom()
                    .failure(Problem.unavailable("expected by the test", Duration.ofSeconds(1))
                            .asException());
        }
        for (HookOutcome outcome : outcomes) {
            long event = outcome.event().position();
            if (outcome.kind() == Kind.DELIVERED) {
                delivered.add(event);
                waiting.remove(event);
            } else if (outcome.kind() == Kind.FAILED) {
                failed.add(event);
                disabled = true;
                waiting.remove(event);
            }
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> setFailing(boolean isFailing) {
        failing = isFailing;
        return Uni.createFrom().voidItem();
    }
}
