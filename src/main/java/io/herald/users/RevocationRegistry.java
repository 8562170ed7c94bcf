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
 * All revocations in memory: those of the store, or of its copy until the store can be read. Before either was read nothing is known, and
 * an unknown revocation must not pass for none. Never blocks; for any thread.
 */
final class RevocationRegistry {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** Each of so many reads reads everything, in case the store or the copy has lost something unnoticed. */
    private static final int ALL_EVERY = 60;

    /** For clocks that differ, and tokens that are cached beyond a setting's age. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private final StoredRevocations store;
    private final RevocationCopy copy;
    private final Optional<Duration> tokenLifetime;
    private final Clock clock;
    private final Consumer<Revocation> onNew;
    private final RevokedTokens tokens = new RevokedTokens();

    /** Completes when the store was read, or neither the store nor the copy could be. */
    private final CompletableFuture<@Nullable Void> firstOutcome = new CompletableFuture<>();

    private volatile boolean known;
    private volatile boolean allWanted = true;
    private volatile long seq;
    private int reads;

    RevocationRegistry(
            StoredRevocations store,
            RevocationCopy copy,
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
     * Reads what is new since the last read, or everything. Fails if the store is unavailable, even if the copy was used instead. Not to be
     * called again before it has ended.
     */
    Uni<Void> read() {
        boolean all = allWanted || ++reads % ALL_EVERY == 0;
        return (all ? readAll() : readNew())
                .onFailure()
                .call(this::readCopy)
                .onTermination()
                .invoke(() -> firstOutcome.complete(null));
    }

    /** Lets the next read read everything. */
    void wantAll() {
        allWanted = true;
    }

    /** Whether the copy may lack revocations that the store has. The next read writes all of them. */
    boolean isCopyBehind() {
        return allWanted;
    }

    boolean areKnown() {
        return known;
    }

    /** Waits for the first outcome only: a caller need not wait again for a store that is away. */
    Uni<Void> whenKnown() {
        return Uni.createFrom()
                // A copy for each caller: one that gives up cancels its stage.
                .completionStage(() -> firstOutcome.copy())
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithUni(Uni.createFrom().voidItem())
                .invoke(() -> {
                    if (!known) {
                        throw unknown();
                    }
                });
    }

    /** @throws io.herald.problem.ProblemException 503 if they are not known */
    boolean covers(Caller caller) {
        if (!known) {
            throw unknown();
        }
        return tokens.covers(caller);
    }

    private static RuntimeException unknown() {
        return Problem.unavailable("The list of revoked tokens is not available.", RETRY_AFTER)
                .asException();
    }

    void add(Revocation revocation) {
        if (tokens.add(revocation)) {
            onNew.accept(revocation);
        }
    }

    /**
     * Acts here once it is stored. A failure of the announcement does not keep the copy from being written, nor the reverse;
     * either fails the call, which the caller repeats.
     */
    Uni<Void> store(Revocation revocation, Supplier<Uni<Void>> announcement) {
        return store.add(revocation)
                .invoke(() -> add(revocation))
                .chain(() -> both(announcement.get(), copy.add(List.of(revocation))))
                .onFailure()
                .invoke(() -> allWanted = true);
    }

    /** Runs the second also if the first fails. */
    private static Uni<Void> both(Uni<Void> first, Uni<Void> second) {
        return first.onFailure()
                .recoverWithUni(failure -> second.chain(() -> Uni.createFrom().<Void>failure(failure)))
                .chain(() -> second);
    }

    private Uni<Void> readNew() {
        return store.after(seq).chain(part -> part.hasGoneBack() ? readAll() : keep(part, copy::add));
    }

    private Uni<Void> readAll() {
        // Cleared before the read, so that a request during the read is not lost.
        allWanted = false;
        return store.after(0)
                .onFailure()
                .invoke(() -> allWanted = true)
                .chain(part -> keep(part, copy::complete))
                .chain(this::prune);
    }

    private Uni<Void> keep(StoredRevocations.Part part, Function<List<Revocation>, Uni<Void>> toCopy) {
        part.revocations().forEach(this::add);
        seq = part.seq();
        known = true;
        return toCopy.apply(part.revocations())
                .onFailure()
                .invoke(() -> allWanted = true)
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

    /** A token that was issued before these revocations has expired. What remains by a failure goes with the next read of all. */
    private Uni<Void> prune() {
        if (tokenLifetime.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Instant earliest = clock.instant().minus(tokenLifetime.get()).minus(MARGIN);
        tokens.prune(earliest);
        return store.deleteBefore(earliest)
                .chain(() -> copy.deleteBefore(earliest))
                .onFailure()
                .recoverWithNull();
    }
}
