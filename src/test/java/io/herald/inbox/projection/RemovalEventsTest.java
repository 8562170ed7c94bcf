package io.herald.inbox.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append;
import io.herald.log.InMemoryLog;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RemovalEventsTest {

    private static final Channel ALICE = Channel.user("alice");
    private static final Channel BOB = Channel.user("bob");
    private static final Channel OPS = Channel.room("ops");

    private final List<List<Channel>> appended = new ArrayList<>();
    private final RemovalEvents removalEvents = new RemovalEvents(
            new InMemoryLog() {
                @Override
                public Uni<Appended> append(Append event) {
                    appended.add(event.channels());
                    return Uni.createFrom().item(new Appended(0, EventId.ZERO, false));
                }
            },
            Clock.systemUTC());

    /** One batch replaces a broadcast in the inboxes of two users, and for all others. */
    @Test
    void a_broadcast_that_is_replaced_for_some_users_and_for_all_is_announced_to_each_kind_of_channel() {
        removalEvents
                .replaced(Map.of(UUID.randomUUID(), List.of(ALICE, BOB, OPS, Channel.EVERYONE)))
                .await()
                .indefinitely();
        Set<List<Channel>> expected = Set.of(List.of(ALICE, BOB), List.of(OPS), List.of(Channel.EVERYONE));
        assertEquals(expected, new HashSet<>(appended));
        assertEquals(3, appended.size());
    }
}
