package io.herald.rooms;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Traits;
import io.herald.json.JsonWriter;
import io.herald.log.Append;
import io.herald.log.Control;
import io.herald.log.EventLog;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** Tells of what an administrator has changed: the users, by an event, and the instances, by a hint. */
@ApplicationScoped
class RoomNews {

    private final EventLog log;
    private final Clock clock = Clock.systemUTC();

    RoomNews(EventLog log) {
        this.log = log;
    }

    Uni<Void> changed(String room) {
        return log.tell(new Control(Followers.KIND, Channel.room(room), ""));
    }

    Uni<Void> added(String room, String user, String by) {
        return log.tell(new Control(Followers.KIND, Channel.user(user), room))
                .chain(() -> tell("room.added", room, user, by));
    }

    Uni<Void> removed(String room, String user, String by) {
        return log.tell(new Control(Followers.KIND, Channel.user(user), room))
                .chain(() -> tell("room.removed", room, user, by));
    }

    private Uni<Void> tell(String event, String room, String user, String by) {
        byte[] data = new JsonWriter().object().field("room", room).endObject().toBytes();
        byte[] body = Envelope.body(clock.instant(), by, data);
        return log.append(new Append(List.of(Channel.user(user)), event, body, Traits.DURABLE))
                .replaceWithVoid();
    }
}
