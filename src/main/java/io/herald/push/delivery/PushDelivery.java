package io.herald.push.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.loop.RetryDelay;
import io.herald.push.crypto.MessageEncryption;
import io.herald.push.crypto.VapidKey;
import io.herald.push.payload.PushContent;
import io.herald.push.payload.PushPayload;
import io.herald.push.queue.PushJob;
import io.herald.push.queue.PushJob.Target;
import io.herald.push.queue.PushOutcome;
import io.herald.push.queue.PushOutcome.Kind;
import io.herald.push.settings.PushSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends one push, and derives its outcome from the answer of the push service. */
@ApplicationScoped
class PushDelivery {

    private static final Logger LOG = Logger.getLogger("io.herald.push");
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(15);
    private static final Duration LONGEST_DEMAND = Duration.ofDays(1);

    /** Longer than it takes to restart all instances with a new key. */
    private static final Duration KEY_ROLLOUT = Duration.ofMinutes(10);

    /** Short, because instances without the key may claim the push several times. */
    private static final Duration LONGEST_KEY_RETRY = Duration.ofSeconds(30);

    private final PushSettings settings;
    private final PushWorkers workers;
    private final HostResolver resolver;
    private final PushClient client;
    private final PushCounters counters;
    private final Clock clock;
    private final VapidTokens tokens;
    private final PushRequests requests;
    private final Cache<String, Boolean> rejectionsLogged = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final RetryDelay retries = retries(LONGEST_RETRY);
    private final RetryDelay keyRetries = retries(LONGEST_KEY_RETRY);

    PushDelivery(
            PushSettings settings,
            PushWorkers workers,
            HostResolver resolver,
            PushClient client,
            PushCounters counters,
            Clock clock) {
        this.settings = settings;
        this.workers = workers;
        this.resolver = resolver;
        this.client = client;
        this.counters = counters;
        this.clock = clock;
        this.tokens = new VapidTokens(settings.subject(), clock);
        this.requests = new PushRequests(
                new PushPayload(settings.site(), MessageEncryption.MAX_PLAINTEXT),
                new MessageEncryption(new SecureRandom()),
                tokens,
                clock);
    }

    private static RetryDelay retries(Duration longest) {
        return new RetryDelay(
                FIRST_RETRY, longest, bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /** An outcome, and the answer that it follows from. */
    record Delivered(PushOutcome outcome, @Nullable PushAnswer answer) {}

    /** Sends a push. Completes on any thread. Never fails. */
    CompletableFuture<Delivered> send(PushJob job, Target target, PushContent content) {
        if (settings.hosts().violation(target.endpoint()) != null) {
            // The list of hosts has changed since the subscription was created.
            return CompletableFuture.completedFuture(delivered(job, target, PushAnswer.BLOCKED));
        }
        VapidKey key = settings.keys().find(target.vapidKey());
        if (key == null) {
            return CompletableFuture.completedFuture(new Delivered(keyless(job), null));
        }
        return attempt(job, target, content, key, false)
                .thenCompose(answer -> answer.type() == PushAnswer.Type.TOO_LARGE
                        ? attempt(job, target, content, key, true)
                        : CompletableFuture.completedFuture(answer))
                .exceptionally(PushDelivery::failed)
                .thenApply(answer -> delivered(job, target, answer));
    }

    private Delivered delivered(PushJob job, Target target, PushAnswer answer) {
        return new Delivered(outcome(job, target, answer), answer);
    }

    private CompletableFuture<PushAnswer> attempt(
            PushJob job, Target target, PushContent content, VapidKey key, boolean minimal) {
        return resolver.resolve(target.endpoint().getHost())
                .thenCompose(address -> workers.run(() -> requests.create(job, target, content, key, minimal))
                        .thenCompose(request -> client.post(request, address)));
    }

    private static PushAnswer failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof BlockedAddress) {
            return PushAnswer.BLOCKED;
        }
        LOG.debugf("push.attempt.failed reason=%s", cause.getClass().getSimpleName());
        return PushAnswer.NONE;
    }

    private PushOutcome outcome(PushJob job, Target target, PushAnswer answer) {
        return switch (answer.type()) {
            case ACCEPTED -> ended(job, PushResult.PUSHED, Kind.PUSHED);
            case GONE -> ended(job, PushResult.GONE, Kind.GONE);
            case TOO_LARGE, REFUSED -> ended(job, PushResult.REFUSED, Kind.REFUSED);
            case REJECTED -> {
                tokens.invalidate(job.origin(), target.vapidKey());
                logRejected(job, answer);
                yield ended(job, PushResult.REJECTED, Kind.FAILED);
            }
            case TEMPORARY -> retry(job, answer, retries);
        };
    }

    /** While instances restart with a new key, one that has it may claim the push later. */
    private PushOutcome keyless(PushJob job) {
        return clock.instant().isBefore(job.createdAt().plus(KEY_ROLLOUT))
                ? retry(job, PushAnswer.NONE, keyRetries)
                : ended(job, PushResult.KEYLESS, Kind.FAILED);
    }

    /** Logs once a minute for each push service: there may be as many rejections as subscriptions. */
    private void logRejected(PushJob job, PushAnswer answer) {
        if (rejectionsLogged.asMap().putIfAbsent(job.origin(), true) == null) {
            LOG.warnf("push.rejected origin=%s status=%d", job.origin(), answer.status());
        }
    }

    private PushOutcome ended(PushJob job, PushResult result, Kind kind) {
        counters.count(result, job.origin());
        return PushOutcome.ended(job, kind);
    }

    private PushOutcome retry(PushJob job, PushAnswer answer, RetryDelay delay) {
        int attempts = job.attempts() + 1;
        Instant next = clock.instant().plus(delay.after(attempts, answer.retryAfter(), LONGEST_DEMAND));
        if (!next.isBefore(PushRules.end(job))) {
            return ended(job, PushResult.EXPIRED, Kind.FAILED);
        }
        counters.count(PushResult.RETRIED, job.origin());
        return PushOutcome.later(job, next, attempts, job.waited());
    }
}
