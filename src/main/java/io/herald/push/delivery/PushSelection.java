package io.herald.push.delivery;

import io.herald.presence.Visibility;
import io.herald.push.delivery.PushRules.Decision;
import io.herald.push.payload.NotificationContents;
import io.herald.push.payload.PushContent;
import io.herald.push.queue.PushJob;
import io.herald.push.queue.PushJob.Target;
import io.herald.push.queue.PushOutcome;
import io.herald.push.queue.PushOutcome.Kind;
import io.herald.push.settings.PushConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Selects the pushes that are sent now from those that are due, and decides what becomes of the others. */
@ApplicationScoped
class PushSelection {

    private static final Logger LOG = Logger.getLogger("io.herald.push");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Visibility visibility;
    private final NotificationContents contents;
    private final PushCounters counters;
    private final Duration after;
    private final Clock clock;

    PushSelection(
            Visibility visibility,
            NotificationContents contents,
            PushCounters counters,
            PushConfig config,
            Clock clock) {
        this.visibility = visibility;
        this.contents = contents;
        this.counters = counters;
        this.after = config.after();
        this.clock = clock;
    }

    /** A push that is sent now. */
    record Selected(PushJob job, Target target, PushContent content) {}

    private record Candidate(PushJob job, boolean unlessVisible) {}

    /**
     * Decides on each push. Never blocks.
     *
     * @param decided receives the outcome of each push that is not sent now
     * @param selected receives each push that is sent now
     */
    void select(List<PushJob> jobs, Consumer<PushOutcome> decided, Consumer<Selected> selected) {
        List<Candidate> candidates = new ArrayList<>();
        for (PushJob job : jobs) {
            Decision decision = decide(job);
            if (decision instanceof Decision.Send send) {
                candidates.add(new Candidate(job, send.unlessVisible() && !after.isZero()));
            } else if (decision instanceof Decision.Postpone postpone) {
                decided.accept(PushOutcome.later(job, postpone.until(), job.attempts(), false));
            } else {
                decided.accept(dropped(job));
            }
        }
        if (!candidates.isEmpty()) {
            Uni.combine()
                    .all()
                    .unis(visibleUsers(candidates), contents(candidates))
                    .asTuple()
                    .subscribe()
                    .with(
                            both -> candidates.forEach(
                                    one -> decide(one, both.getItem1(), both.getItem2(), decided, selected)),
                            away -> candidates.forEach(one -> decided.accept(again(one.job()))));
        }
    }

    /** One that fails must not stop the others, which have been claimed with it. */
    private Decision decide(PushJob job) {
        try {
            return PushRules.decide(job, clock.instant());
        } catch (RuntimeException unreadable) {
            LOG.errorf(unreadable, "push.notification.unreadable notification=%s", job.notification());
            return new Decision.Drop();
        }
    }

    /** If Redis is away, no user sees a page that receives the notification. */
    private Uni<Set<String>> visibleUsers(List<Candidate> candidates) {
        Set<String> users = candidates.stream()
                .filter(Candidate::unlessVisible)
                .map(one -> one.job().user())
                .collect(Collectors.toSet());
        return visibility
                .visibleUsers(users)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .invoke(away -> LOG.debugf("push.visibility.failed reason=\"%s\"", away.getMessage()))
                .onFailure()
                .recoverWithItem(Set.of());
    }

    private Uni<Map<UUID, PushContent>> contents(List<Candidate> candidates) {
        return contents.find(candidates.stream()
                .map(one -> one.job().notification())
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }

    private void decide(
            Candidate candidate,
            Set<String> visible,
            Map<UUID, PushContent> found,
            Consumer<PushOutcome> decided,
            Consumer<Selected> selected) {
        PushJob job = candidate.job();
        PushContent content = job.isTest() ? PushContent.TEST : found.get(job.notification());
        Target target = job.target();
        if (content == null || target == null) {
            decided.accept(dropped(job));
        } else if (candidate.unlessVisible() && visible.contains(job.user())) {
            Instant due = clock.instant().plus(after);
            decided.accept(PushOutcome.later(job, due, job.attempts(), true));
        } else {
            selected.accept(new Selected(job, target, content));
        }
    }

    private PushOutcome dropped(PushJob job) {
        counters.count(PushResult.DROPPED, job.origin());
        return PushOutcome.ended(job, Kind.DROPPED);
    }

    private PushOutcome again(PushJob job) {
        return PushOutcome.later(job, clock.instant().plus(AGAIN), job.attempts(), job.waited());
    }
}
