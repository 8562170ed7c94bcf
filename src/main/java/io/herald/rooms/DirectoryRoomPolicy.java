package io.herald.rooms;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.herald.event.Channel;
import io.herald.event.NameSyntax;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Decides by the token, the settings of the room and the memberships of the caller. To join, groups and claims are checked first,
 * since they need no lookup. To send, only the publisher group precedes the settings of the room: the room claims of a token do
 * not permit sending to a broadcast room.
 */
@ApplicationScoped
class DirectoryRoomPolicy implements RoomPolicy {

    private final RoomDirectory roomDirectory;

    DirectoryRoomPolicy(RoomDirectory roomDirectory) {
        this.roomDirectory = roomDirectory;
    }

    @Override
    public Uni<Boolean> mayJoin(Caller caller, String room) {
        if (caller.isAdmin() || caller.join().matches(room)) {
            return Uni.createFrom().item(true);
        }
        return roomDirectory
                .room(room)
                .chain(settings -> settings.isPublic() ? Uni.createFrom().item(true) : isMember(caller, room));
    }

    @Override
    public Uni<Boolean> maySend(Caller caller, String room) {
        if (NameSyntax.isServiceRoom(room)) {
            return Uni.createFrom().item(false);
        }
        if (caller.isPublisher()) {
            return Uni.createFrom().item(true);
        }
        return roomDirectory.room(room).chain(settings -> {
            if (settings.isBroadcast()) {
                return Uni.createFrom().item(false);
            }
            boolean may = settings.isPublic()
                    || caller.send().matches(room)
                    || caller.join().matches(room);
            return may ? Uni.createFrom().item(true) : isMember(caller, room);
        });
    }

    @Override
    public Uni<Set<String>> followedRooms(Caller caller) {
        return roomDirectory.roomsOf(caller.id());
    }

    @Override
    public long changeCount(Channel about) {
        return roomDirectory.changes(about);
    }

    private Uni<Boolean> isMember(Caller caller, String room) {
        return roomDirectory.roomsOf(caller.id()).map(rooms -> rooms.contains(room));
    }
}
