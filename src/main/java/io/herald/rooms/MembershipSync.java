package io.herald.rooms;

import io.herald.event.Channel;
import io.herald.log.ControlListener;
import io.herald.log.ControlMessage;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.PeriodicWork;
import io.herald.loop.TaskTiming;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies changes of rooms and memberships to the open connections of this instance. On a control message it reads the room or
 * the user from PostgreSQL and reviews the affected connections. Control messages can be lost. Every connection is therefore
 * compared with PostgreSQL once a minute, and whenever control messages may have been missed: otherwise a removed member would
 * keep reading a private room.
 *
 * <p>A review never uses the copy in Redis, which may precede the change. If PostgreSQL is unavailable, all connections are
 * compared as soon as it responds. So are they after a copy has decided about a connect: this instance may not know of a change
 * that the copy lacks, for example because it has started since.
 *
 * <p>A review compares with what a connection follows or joins at that moment. It does not depend on earlier knowledge about the
 * connection.
 */
@ApplicationScoped
class MembershipSync implements ControlListener {

    static final String KIND = "rooms";

    private static final Duration PERIOD = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** The number of rooms or users that are read from PostgreSQL, and then reviewed on the loops, in one step. */
    private static final int PAGE = 200;

    private final OpenConnections connections;
    private final RoomDirectory roomDirectory;
    private final PeriodicTasks tasks;
    private volatile @Nullable PeriodicTask reconciliation;

    MembershipSync(OpenConnections connections, RoomDirectory roomDirectory, PeriodicTasks tasks) {
        this.connections = connections;
        this.roomDirectory = roomDirectory;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        reconciliation = tasks.start(
                "rooms.reconcile", TaskTiming.every(PERIOD).retry(RETRY), PeriodicWork.async(this::reconcile));
        tasks.start("rooms.recover", TaskTiming.every(RETRY), PeriodicWork.async(this::recover));
    }

    /**
     * If copies have decided since PostgreSQL failed, and it responds again, discards them and compares all connections. The
     * order matters for a connection that is still being opened, and that the comparison does not include: it notices that the
     * change counts have grown.
     */
    private Uni<Void> recover() {
        Channel about = roomDirectory.decidedByCopy();
        return about == null
                ? Uni.createFrom().voidItem()
                : roomDirectory
                        .refresh(about)
                        .invoke(() -> {
                            roomDirectory.discardCopies();
                            requestReconciliation();
                        })
                        .onFailure()
                        .recoverWithNull();
    }

    @Override
    public String kind() {
        return KIND;
    }

    /**
     * Increments the change count and then reviews the connections. The order matters for a connection that is still being opened
     * and therefore not reviewed: it compares the counts itself.
     */
    @Override
    public void onControlMessage(ControlMessage controlMessage) {
        Channel about = controlMessage.about();
        roomDirectory.changed(about);
        roomDirectory
                .refresh(about)
                .subscribe()
                .with(read -> connections.review(List.of(about)), unavailable -> requestReconciliation());
    }

    @Override
    public void invalidate() {
        roomDirectory.allChanged();
    }

    @Override
    public void onMissed() {
        requestReconciliation();
    }

    private void requestReconciliation() {
        PeriodicTask started = reconciliation;
        // Before start-up has completed there are no connections.
        if (started != null) {
            started.request();
        }
    }

    /**
     * Compares all connections with PostgreSQL, rooms before users. Stops and fails at the first read that fails; the reviews
     * until then remain in effect.
     */
    private Uni<Void> reconcile() {
        return connections
                .followed()
                .chain(followed -> refresh(followed, false, rooms -> {})
                        .chain(() -> refresh(followed, true, connections::review)));
    }

    private Uni<Void> refresh(Set<Channel> followed, boolean users, Consumer<List<Channel>> refreshed) {
        return Multi.createFrom()
                .iterable(followed)
                .select()
                .where(channel -> users ? channel.isUser() : channel.isRoom())
                .group()
                .intoLists()
                .of(PAGE)
                .onItem()
                .transformToUniAndConcatenate(page -> Uni.join()
                        .all(page.stream().map(roomDirectory::refresh).toList())
                        .andFailFast()
                        .invoke(() -> refreshed.accept(page)))
                .onItem()
                .ignoreAsUni();
    }
}
