package io.herald.push.delivery;

import io.herald.push.queue.PushJob;
import io.herald.push.queue.PushJob.Item;
import io.herald.push.queue.PushJob.Target;
import io.herald.push.settings.PushSettingsBuilder;
import io.herald.testing.PushReceiver;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Claimed pushes for tests. */
final class Jobs {

    static final Instant NOW = Instant.parse("2026-11-20T23:00:00Z");
    static final String ORIGIN = "https://push.example.com";
    static final UUID NOTIFICATION = UUID.fromString("019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f");

    private static final PushReceiver BROWSER = new PushReceiver();

    private Jobs() {}

    static Item item() {
        return new Item(true, "orders", false, null, null, null);
    }

    static Item item(String preferences, boolean critical) {
        return new Item(true, "orders", critical, null, null, preferences);
    }

    static Item item(@Nullable Instant expiresAt, @Nullable String collapse) {
        return new Item(true, "orders", false, expiresAt, collapse, null);
    }

    static PushJob job(@Nullable Item item) {
        return job(1, ORIGIN, item, 0, false);
    }

    static PushJob job(long id, String origin, @Nullable Item item, int attempts, boolean waited) {
        return new PushJob(
                id, origin, "alice", NOTIFICATION, NOW, attempts, waited, target(BROWSER, origin + "/a"), item, 3);
    }

    static PushJob test(@Nullable Target target) {
        return new PushJob(1, ORIGIN, "alice", null, NOW, 0, false, target, null, 3);
    }

    static PushJob without(PushJob job) {
        return new PushJob(
                job.id(),
                job.origin(),
                job.user(),
                job.notification(),
                job.createdAt(),
                job.attempts(),
                job.waited(),
                null,
                job.item(),
                job.unread());
    }

    static Target target(PushReceiver browser, String endpoint) {
        return new Target(
                URI.create(endpoint),
                Base64.getUrlDecoder().decode(browser.p256dh()),
                Base64.getUrlDecoder().decode(browser.auth()),
                PushSettingsBuilder.PUBLIC_KEY);
    }
}
