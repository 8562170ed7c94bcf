package io.herald.rooms;

import io.herald.event.Channel;
import io.herald.hub.Entrance;
import io.herald.hub.Hub;
import io.herald.hub.Start;
import io.herald.hub.Subscription;
import io.herald.log.Control;
import io.herald.log.ControlListener;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Lets changes act on the open connections of this instance: at once by hints, and by reading everything again once a
 * minute, and whenever hints may have been missed. Without that a removed member would go on reading a private room.
 */
@ApplicationScoped
class Followers implements ControlListener {

    static final String KIND = "rooms";

    private static final Logger LOG = Logger.getLogger(Followers.class);
    private static final long EVERY_MS = 60_000;
    private static final int AT_ONCE = 8;

    private static final Subscription.Followed QUIETLY = new Subscription.Followed() {
        @Override
        public void arrived() {}

        @Override
        public void failed(Throwable reason) {}
    };

    private final Hub hub;
    private final Directory directory;
    private final Entrance entrance;
    private final Vertx vertx;

    /** What was last acted upon, of those who are connected and of the rooms that are followed. */
    private final Map<String, Set<String>> memberships = new ConcurrentHashMap<>();

    private final Map<String, RoomSettings> settings = new ConcurrentHashMap<>();

    Followers(Hub hub, Directory directory, Entrance entrance, Vertx vertx) {
        this.hub = hub;
        this.directory = directory;
        this.entrance = entrance;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent started) {
        vertx.setPeriodic(EVERY_MS, timer -> missed());
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void heard(Control control) {
        Channel about = control.about();
        Uni<Void> looked = about.isUser() ? lookAtMember(about.name(), control.detail()) : lookAtRoom(about.name());
        looked.subscribe().with(done -> {}, away -> LOG.debug("rooms.unread"));
    }

    private Uni<Void> lookAtMember(String user, String room) {
        return directory
                .readRoomsOf(user)
                .invoke(rooms -> {
                    memberships.put(user, rooms);
                    act(user, room, rooms.contains(room));
                })
                .replaceWithVoid();
    }

    private Uni<Void> lookAtRoom(String room) {
        return directory
                .readRoom(room)
                .invoke(now -> {
                    settings.put(room, now);
                    hub.each(Channel.room(room), (caller, subscription) -> entrance.review(caller, subscription, room));
                })
                .replaceWithVoid();
    }

    private void act(String user, String room, boolean belongs) {
        hub.each(Channel.user(user), (caller, subscription) -> {
            Channel channel = Channel.room(room);
            if (belongs && !subscription.following().contains(channel)) {
                subscription.follow(channel, new Start.Now(), null, QUIETLY);
            } else if (!belongs) {
                entrance.review(caller, subscription, room);
            }
        });
    }

    @Override
    public void missed() {
        hub.followed().chain(this::readAgain).subscribe().with(done -> {}, away -> LOG.debug("rooms.unread"));
    }

    private Uni<Void> readAgain(Set<Channel> followed) {
        Set<String> users = names(followed, true);
        Set<String> rooms = names(followed, false);
        memberships.keySet().retainAll(users);
        settings.keySet().retainAll(rooms);
        return Multi.createFrom()
                .iterable(users)
                .onItem()
                .transformToUni(this::readMember)
                .merge(AT_ONCE)
                .collect()
                .last()
                .chain(() -> Multi.createFrom()
                        .iterable(rooms)
                        .onItem()
                        .transformToUni(this::readRoom)
                        .merge(AT_ONCE)
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    private static Set<String> names(Set<Channel> channels, boolean users) {
        return channels.stream()
                .filter(channel -> users ? channel.isUser() : channel.isRoom())
                .map(Channel::name)
                .collect(Collectors.toSet());
    }

    private Uni<Void> readMember(String user) {
        return directory
                .readRoomsOf(user)
                .invoke(now -> {
                    Set<String> before = memberships.put(user, now);
                    Set<String> either = new HashSet<>(now);
                    either.addAll(before == null ? Set.of() : before);
                    for (String room : either) {
                        boolean belonged = before == null || before.contains(room);
                        if (belonged != now.contains(room)) {
                            act(user, room, now.contains(room));
                        }
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Void> readRoom(String room) {
        return directory
                .readRoom(room)
                .invoke(now -> {
                    RoomSettings before = settings.put(room, now);
                    if (!now.equals(before)) {
                        hub.each(
                                Channel.room(room),
                                (caller, subscription) -> entrance.review(caller, subscription, room));
                    }
                })
                .replaceWithVoid();
    }
}
