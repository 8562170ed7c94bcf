package io.herald.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.ControlMessage;
import io.herald.log.InMemoryLog;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While PostgreSQL is unavailable, no copy from before a change decides, even if PostgreSQL fails right after the commit. */
class RoomChangePublisherTest {

    private final InMemoryFallbackValueStore copies = new InMemoryFallbackValueStore();
    private final List<Map<String, String>> copiesAtControlMessage = new ArrayList<>();
    private final InMemoryLog log = new InMemoryLog() {
        @Override
        public Uni<Void> send(ControlMessage controlMessage) {
            copiesAtControlMessage.add(new HashMap<>(copies.kept));
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Appended> append(Append event) {
            return Uni.createFrom().item(new Appended(0, EventId.ZERO, false));
        }
    };
    private final RoomChangePublisher publisher =
            new RoomChangePublisher(log, new RoomDirectory(new SteppedMembershipSource(), copies), Clock.systemUTC());

    RoomChangePublisherTest() {
        copies.kept.put("member:alice", "ops");
        copies.kept.put("room:ops", "public open -");
    }

    @Test
    void the_copy_of_memberships_is_deleted_before_a_change_is_announced() {
        publisher.publishMemberRemoved("ops", "alice", "admin").await().indefinitely();
        assertEquals(List.of(Map.of("room:ops", "public open -")), copiesAtControlMessage);
    }

    @Test
    void the_copy_of_a_room_is_deleted_before_a_change_is_announced() {
        publisher.publishRoomChange("ops").await().indefinitely();
        assertEquals(List.of(Map.of("member:alice", "ops")), copiesAtControlMessage);
    }
}
