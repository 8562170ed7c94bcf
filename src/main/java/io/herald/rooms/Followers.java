package io.herald.rooms;

import io.herald.event.Channel;
import io.herald.hub.Hub;
import io.herald.hub.RoomReview;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import io.herald.loop.Pace;
import io.herald.loop.PeriodicTask;
import io.herald.loop.PeriodicTasks;
import io.herald.loop.Work;
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
 * Applies changes of rooms and memberships to the open connections of this instance. A hint reviews the connections that
 * it concerns. As hints can be lost, every connection is compared with PostgreSQL once a minute, and whenever hints may
 * have been missed: otherwise a removed member would keep reading a private room.
 *
 * <p>A review compares with what a connection follows or joins at that moment, so it does not depend on what was known of
 * the connection before.
 */
@ApplicationScoped
class Followers implements ControlListener {

    static final String KIND = "rooms";

    private static final Duration PERIOD = Duration.ofSeconds(60);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Names that are read from PostgreSQL at a time, and reviewed on the loops at a time. */
    private static final int PAGE = 200;

    private final Hub hub;
    private final Directory directory;
    private final RoomReview review;
    private final PeriodicTasks tasks;
    private volatile @Nullable PeriodicTask reconciliation;

    Followers(Hub hub, Directory directory, RoomReview review, PeriodicTasks tasks) {
        this.hub = hub;
        this.directory = directory;
        this.review = review;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent started) {
        reconciliation = tasks.start("rooms.reconcile", Pace.every(PERIOD).retry(RETRY), Work.async(this::reconcile));
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** The count of changes grows before the connections are looked at: one that is not there yet compares the counts. */
    @Override
    public void heard(Control control) {
        Channel about = control.about();
        directory.changed(about);
        if (about.isUser()) {
            hub.each(List.of(about), review::all);
        } else {
            hub.each(List.of(about), (caller, subscription) -> review.one(caller, subscription, about.name()));
        }
    }

    @Override
    public void missed() {
        directory.allChanged();
        PeriodicTask started = reconciliation;
        if (started != null) {
            started.request();
        }
    }

    /** Compares all connections with PostgreSQL. Fails, and changes nothing more, when PostgreSQL is unavailable. */
    private Uni<Void> reconcile() {
        return hub.followed()
                .chain(followed -> refresh(followed, false, rooms -> {})
                        .chain(() -> refresh(followed, true, users -> hub.each(users, review::all))));
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
                        .all(page.stream().map(directory::refresh).toList())
                        .andFailFast()
                        .invoke(() -> refreshed.accept(page)))
                .onItem()
                .ignoreAsUni();
    }
}
