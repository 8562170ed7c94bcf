package io.herald.rooms;

import com.github.benmanes.caffeine.cache.Ticker;
import io.herald.access.RoomPolicy;
import io.herald.hub.Hub;
import io.herald.hub.RoomAccessReview;
import io.herald.log.ControlListener;
import io.herald.log.EventLog;
import io.herald.log.FallbackValueStore;
import io.herald.loop.PeriodicTasks;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.Set;
import java.util.function.Function;

/** Assembles the rooms of one instance, as CDI does, on a database of private rooms and their members. */
public final class RoomsAssembly {

    private final RoomDirectory directory;
    private final RoomPolicy policy;
    private final RoomChangePublisher publisher;

    /** @param roomsOf reads the rooms of a member from the database */
    public RoomsAssembly(
            Function<String, Uni<Set<String>>> roomsOf,
            EventLog log,
            FallbackValueStore fallbackValues,
            Ticker ticker,
            Clock clock) {
        MembershipSource source = new MembershipSource() {
            @Override
            public Uni<RoomSettings> room(String name) {
                return roomsOf.apply("").map(known -> RoomSettings.USUAL);
            }

            @Override
            public Uni<Set<String>> roomsOf(String user) {
                return roomsOf.apply(user);
            }
        };
        this.directory = new RoomDirectory(source, fallbackValues, ticker);
        this.policy = new DirectoryRoomPolicy(directory);
        this.publisher = new RoomChangePublisher(log, directory, clock);
    }

    public RoomPolicy policy() {
        return policy;
    }

    public Uni<Void> announceAdded(String room, String user) {
        return publisher.publishMemberAdded(room, user, "admin");
    }

    public Uni<Void> announceRemoved(String room, String user) {
        return publisher.publishMemberRemoved(room, user, "admin");
    }

    /** Starts to apply changes to the connections. Returns the listener for the control messages. */
    public ControlListener start(Hub hub, RoomAccessReview review, PeriodicTasks tasks) {
        MembershipSync sync = new MembershipSync(new HubConnectionsAdapter(hub, review), directory, tasks);
        sync.start(new StartupEvent());
        return sync;
    }
}
