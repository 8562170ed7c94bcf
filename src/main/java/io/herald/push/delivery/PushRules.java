package io.herald.push.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.preferences.NotificationPreferences;
import io.herald.preferences.NotificationPreferences.DeliveryMode;
import io.herald.push.queue.PushJob;
import io.herald.push.queue.PushJob.Item;
import java.time.Duration;
import java.time.Instant;

/** Decides at the time of sending whether a push is sent, by the state of the inbox and the preferences of the user. */
final class PushRules {

    /** The longest time that a push service stores a push, and the time after which this service does not repeat it. */
    private static final Duration LONGEST_TTL = Duration.ofDays(28);

    /** The decision on a push. */
    sealed interface Decision {

        /** @param unlessVisible whether the push waits first if the user sees a page */
        record Send(boolean unlessVisible) implements Decision {}

        /** The quiet hours of the user end at this time. */
        record Postpone(Instant until) implements Decision {}

        record Drop() implements Decision {}
    }

    private static final Decision DROP = new Decision.Drop();

    private PushRules() {}

    static Decision decide(PushJob job, Instant now) {
        if (job.target() == null) {
            return DROP;
        }
        if (job.isTest()) {
            return new Decision.Send(false);
        }
        Item item = job.item();
        if (item == null || !item.unread() || !end(job).isAfter(now)) {
            return DROP;
        }
        if (item.preferences() == null) {
            return new Decision.Send(!job.waited());
        }
        NotificationPreferences.Decision preferred = NotificationPreferences.read(
                        item.preferences().getBytes(UTF_8))
                .decide(item.category(), item.critical(), now);
        if (preferred.mode() != DeliveryMode.PUSH) {
            return DROP;
        }
        return preferred.until() == null ? new Decision.Send(!job.waited()) : new Decision.Postpone(preferred.until());
    }

    /** Returns the time after which a push is not sent any more. */
    static Instant end(PushJob job) {
        Instant latest = job.createdAt().plus(LONGEST_TTL);
        Instant expiry = job.item() == null ? null : job.item().expiresAt();
        return expiry == null || expiry.isAfter(latest) ? latest : expiry;
    }
}
