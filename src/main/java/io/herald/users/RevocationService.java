package io.herald.users;

import io.herald.access.Caller;
import io.herald.access.RevocationCheck;
import io.herald.access.token.TokenLifetime;
import io.herald.event.Channel;
import io.herald.hub.Hub;
import io.herald.hub.transport.CloseReason;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.loop.NextRun;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Provides the revocations to this instance. A control message delivers a new revocation immediately. Control messages may be
 * lost, so new entries of the store are also read once a minute, and all entries whenever control messages were missed.
 */
@ApplicationScoped
class RevocationService implements RevocationCheck, ControlListener {

    static final String KIND = "revoke";

    private static final TaskTiming PACE =
            TaskTiming.every(Duration.ofMinutes(1)).immediately().retry(Duration.ofSeconds(1));
    private static final NextRun UNTIL_COPIED = NextRun.after(Duration.ofSeconds(5));

    private final RevocationRegistry known;
    private final EventLog log;
    private final Clock clock;
    private volatile @Nullable PeriodicTask reading;

    RevocationService(
            PostgresRevocationStore store,
            RevocationFallback copy,
            TokenLifetime lifetime,
            EventLog log,
            Hub hub,
            Clock clock) {
        this.log = log;
        this.clock = clock;
        known = new RevocationRegistry(
                store,
                copy,
                lifetime.max(),
                clock,
                revocation -> hub.end(Channel.user(revocation.user()), revocation::covers, CloseReason.REVOKED));
    }

    /** Runs after the log has started, since the copy in Redis depends on it. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent started, PeriodicTasks tasks) {
        reading = tasks.start(
                "revocations",
                PACE,
                lateNanos -> known.read().map(read -> known.isCopyIncomplete() ? UNTIL_COPIED : NextRun.AFTER_PERIOD));
    }

    @Override
    public boolean isLoaded() {
        return known.isLoaded();
    }

    @Override
    public Uni<Void> whenLoaded() {
        Context caller = Vertx.currentContext();
        Executor loop = caller == null ? Runnable::run : task -> caller.runOnContext(ignored -> task.run());
        return known.whenLoaded().emitOn(loop);
    }

    @Override
    public boolean isRevoked(Caller caller) {
        return known.covers(caller);
    }

    /**
     * Revokes tokens. Completes when the revocation is stored and copied, is in effect on this instance, and its control message
     * is in the tail.
     */
    Uni<Void> revoke(Revocation revocation) {
        return known.store(
                revocation,
                () -> log.send(new ControlMessage(KIND, Channel.user(revocation.user()), revocation.hint())));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        Revocation revocation =
                Revocation.ofHint(controlMessage.about().name(), controlMessage.detail(), clock.instant());
        if (revocation != null) {
            known.add(revocation);
        }
    }

    @Override
    public void onMissed() {
        known.requestFullRead();
        PeriodicTask task = reading;
        if (task != null) {
            task.request();
        }
    }
}
