package io.herald.ops.warmup;

import io.herald.access.Caller;
import io.herald.access.RoomPatterns;
import io.herald.access.token.TokenAuthenticator;
import io.herald.hub.StreamConfig;
import io.herald.limits.LimitsConfig;
import io.herald.log.TemporaryLog;
import io.herald.log.TemporaryLogs;
import io.herald.publish.notification.NotificationCall;
import io.herald.publish.notification.NotificationCalls;
import io.herald.vertx.VertxEventLoops;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Opens what a warm-up uses: a log and a hub of its own, a token that only this process knows, connections to itself. */
@ApplicationScoped
class WarmUpSessions {

    /** Enough for the compilers, and a small part of what a Redis carries that serves other instances. */
    private static final int MAX_CALLS_PER_SECOND = 2_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final TemporaryLogs logs;
    private final NotificationCalls calls;
    private final TokenAuthenticator tokens;
    private final LoopbackAddress loopback;
    private final StreamConfig streamConfig;
    private final LimitsConfig limits;
    private final Vertx vertx;
    private final Clock clock;

    WarmUpSessions(
            TemporaryLogs logs,
            NotificationCalls calls,
            TokenAuthenticator tokens,
            LoopbackAddress loopback,
            StreamConfig streamConfig,
            LimitsConfig limits,
            Vertx vertx,
            Clock clock) {
        this.logs = logs;
        this.calls = calls;
        this.tokens = tokens;
        this.loopback = loopback;
        this.streamConfig = streamConfig;
        this.limits = limits;
        this.vertx = vertx;
        this.clock = clock;
    }

    WarmUpSession open() throws IOException, InterruptedException {
        LoopbackAddress.Endpoint endpoint = loopback.await(TIMEOUT);
        Caller caller = caller();
        TemporaryLog log = logs.create(WarmUpPipeline.channels());
        NotificationCall call = calls.on(log.events(), log.records());
        WarmUpPipeline pipeline = new WarmUpPipeline(log, streamConfig, clock);
        String token = tokens.issueInternal(caller);
        try {
            pipeline.open(caller, VertxEventLoops.all(vertx));
            int maxPerSecond = maxPerSecond();
            WarmUpCalls own = new WarmUpCalls(endpoint, token, maxPerSecond);
            return new WarmUpSession(caller, call, pipeline, own, maxPerSecond, () -> tokens.withdrawInternal(token));
        } catch (IOException | RuntimeException e) {
            tokens.withdrawInternal(token);
            pipeline.close();
            throw e;
        }
    }

    private Caller caller() {
        Instant now = clock.instant();
        return new Caller(
                "herald.warm-up",
                Set.of(Caller.PUBLISHER),
                RoomPatterns.NONE,
                RoomPatterns.NONE,
                now.plus(TOKEN_LIFETIME),
                now,
                null);
    }

    /** Half of what a caller may publish, so that the warm-up never reaches that limit, which counts as a metric. */
    private int maxPerSecond() {
        return Math.max(1, Math.min(MAX_CALLS_PER_SECOND, limits.publishesPerSecond() / 2));
    }
}
