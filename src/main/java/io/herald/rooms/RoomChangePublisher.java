package io.herald.rooms;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
import io.herald.json.JsonWriter;
import io.herald.log.Append;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Announces the changes of administrators: to the instances by a control message, and to the affected user by an event. */
@ApplicationScoped
class RoomChangePublisher {

    private final EventLog log;
    private final RoomDirectory roomDirectory;
    private final Clock clock;

    RoomChangePublisher(EventLog log, RoomDirectory roomDirectory, Clock clock) {
        this.log = log;
        this.roomDirectory = roomDirectory;
        this.clock = clock;
    }

    /** Announces that the settings of a room have changed. */
    Uni<Void> publishRoomChange(String room) {
        return announce(Channel.room(room), "");
    }

    Uni<Void> publishMemberAdded(String room, String user, String by) {
        return announce(Channel.user(user), room).chain(() -> tell("room.added", room, user, by));
    }

    Uni<Void> publishMemberRemoved(String room, String user, String by) {
        return announce(Channel.user(user), room).chain(() -> tell("room.removed", room, user, by));
    }

    /**
     * Discards a room, or a user's memberships, from this instance's cache without waiting for the control message, so that the
     * administrator's next call sees the change. Deletes the copy before the control message, with which the instances write a
     * new one: if PostgreSQL fails in between, a copy from before the change must not let a removed member connect.
     */
    private Uni<Void> announce(Channel about, String detail) {
        roomDirectory.changed(about);
        return roomDirectory
                .deleteCopy(about)
                .chain(() -> log.send(new ControlMessage(MembershipSync.KIND, about, detail)));
    }

    private Uni<Void> tell(String event, String room, String user, String by) {
        byte[] data = new JsonWriter().object().field("room", room).endObject().toBytes();
        byte[] body = Envelope.body(clock.instant(), by, data);
        return log.append(new Append(List.of(Channel.user(user)), event, body, EventAttributes.DURABLE))
                .replaceWithVoid();
    }
}
