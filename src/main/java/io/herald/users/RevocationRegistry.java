package io.herald.users;

import io.herald.access.Caller;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds all revocations in memory: those of the store, or of its copy until the store can be read. Before either was read, checks
 * fail: missing data must not look like a missing revocation. Never blocks; may be called on any thread.
 */
final class RevocationRegistry {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** One of this many reads reads everything, in case the store or the copy has lost entries unnoticed. */
    private static final int FULL_READ_INTERVAL = 60;

    /** Allows for clock differences, and for tokens that are cached beyond the configured maximum age. */
    private static final Duration PRUNE_MARGIN = Duration.ofHours(1);

    private final RevocationStore store;
    private final RevocationFallback copy;
    private final Optional<Duration> tokenLifetime;
    private final Clock clock;
    private final Consumer<Revocation> onNew;
    private final RevocationIndex tokens = new RevocationIndex();

    /** Completes when the first read has ended, whether it read the store, the copy or neither. */
    private final CompletableFuture<@Nullable Void> firstOutcome = new CompletableFuture<>();

    private volatile boolean known;
    private volatile boolean fullReadRequested = true;
    private volatile long seq;
    private int reads;

    RevocationRegistry(
            RevocationStore store,
            RevocationFallback copy,
            Optional<Duration> tokenLifetime,
            Clock clock,
            Consumer<Revocation> onNew) {
        this.store = store;
        this.copy = copy;
        this.tokenLifetime = tokenLifetime;
        this.clock = clock;
        this.onNew = onNew;
    }

    /**
     * Reads the revocations since the last read, or all. Fails if the store is unavailable, even if the copy was used instead.
     * Must not be called again before it has ended.
     */
    Uni<Void> read() {
        boolean all = fullReadRequested || ++reads % FULL_READ_INTERVAL == 0;
        return (all ? readAll() : readNew())
                .onFailure()
                .call(this::readCopy)
                .onTermination()
                .invoke(() -> firstOutcome.complete(null));
    }

    /** Makes the next read a full read. */
    void requestFullRead() {
        fullReadRequested = true;
    }

    /** Returns whether the copy may lack revocations of the store. The next read then writes all of them to the copy. */
    boolean isCopyIncomplete() {
        return fullReadRequested;
    }

    boolean isLoaded() {
        return known;
    }

    /**
     * Completes if the revocations are known, and fails with 503 otherwise. Waits for the end of the first read, at most {@link
     * #TIMEOUT}. No caller waits for later reads of a store that was found unavailable.
     */
    Uni<Void> whenLoaded() {
        return Uni.createFrom()
                // Each caller gets a copy: a caller that times out cancels its stage.
                .completionStage(() -> firstOutcome.copy())
                .ifNoItem()
                .after(TIMEOUT)
                .recoverWithUni(Uni.createFrom().voidItem())
                .invoke(() -> {
                    if (!known) {
                        throw unknown();
                    }
                });
    }

    /**
     * Returns whether a token is revoked.
     *
     * @throws io.herald.problem.ProblemException 503 if the revocations are not known
     */
    boolean covers(Caller caller) {
        if (!known) {
            throw unknown();
        }
        return tokens.covers(caller);
    }

    private static RuntimeException unknown() {
        return Problem.unavailable("Revocations are unavailable. Retry later.", RETRY_AFTER)
                .asException();
    }

    void add(Revocation revocation) {
        if (tokens.add(revocation)) {
            onNew.accept(revocation);
        }
    }

    /**
     * Stores a revocation and then applies it to this instance. The announcement and the write to the copy do not depend on each
     * other: one runs even if the other fails. A failure of either fails the call, which the caller repeats.
     */
    Uni<Void> store(Revocation revocation, Supplier<Uni<Void>> announcement) {
        return store.add(revocation)
                .invoke(() -> add(revocation))
                .chain(() -> both(announcement.get(), copy.add(List.of(revocation))))
                .onFailure()
                .invoke(() -> fullReadRequested = true);
    }

    /** Runs the first and then the second, even if the first fails. Fails if either does. */
    private static Uni<Void> both(Uni<Void> first, Uni<Void> second) {
        return first.onFailure()
                .recoverWithUni(failure -> second.chain(() -> Uni.createFrom().<Void>failure(failure)))
                .chain(() -> second);
    }

    private Uni<Void> readNew() {
        return store.after(seq).chain(part -> part.hasGoneBack() ? readAll() : keep(part, copy::add));
    }

    private Uni<Void> readAll() {
        // Cleared before the read, so that a request that arrives during the read is not lost.
        fullReadRequested = false;
        return store.after(0)
                .onFailure()
                .invoke(() -> fullReadRequested = true)
                .chain(part -> keep(part, copy::complete))
                .chain(this::prune);
    }

    private Uni<Void> keep(RevocationStore.Part part, Function<List<Revocation>, Uni<Void>> toCopy) {
        part.revocations().forEach(this::add);
        seq = part.seq();
        known = true;
        return toCopy.apply(part.revocations())
                .onFailure()
                .invoke(() -> fullReadRequested = true)
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> readCopy(Throwable away) {
        if (known) {
            return Uni.createFrom().voidItem();
        }
        return copy.all()
                .onFailure()
                .recoverWithNull()
                .invoke(all -> {
                    if (all != null) {
                        all.forEach(this::add);
                        known = true;
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Deletes revocations that cover expired tokens only. The next full read deletes what remains after a failure. Without a
     * configured maximum token lifetime nothing is deleted.
     */
    private Uni<Void> prune() {
        if (tokenLifetime.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Instant earliest = clock.instant().minus(tokenLifetime.get()).minus(PRUNE_MARGIN);
        tokens.prune(earliest);
        return store.deleteBefore(earliest)
                .chain(() -> copy.deleteBefore(earliest))
                .onFailure()
                .recoverWithNull();
    }
}
