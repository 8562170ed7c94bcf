package io.herald.hub.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.EventId;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription.FollowListener;
import org.junit.jupiter.api.Test;

class PendingJoinTest {

    private static final FollowListener NO_ANSWER = new FollowListener() {
        @Override
        public void followed() {}

        @Override
        public void failed(Throwable reason) {}
    };

    private static EventId after(int partition, Cursor cursor) {
        return new PendingJoin(Channel.room("ops"), partition, new StartPosition.After(cursor), null, NO_ANSWER)
                .after();
    }

    @Test
    void a_replay_begins_at_the_cursor() {
        assertEquals(new EventId(5, 3), after(0, Cursor.at(0, new EventId(5, 3))));
    }

    @Test
    void a_replay_in_a_partition_that_the_cursor_lacks_includes_the_first_event_of_its_earliest_time() {
        Cursor cursor = Cursor.at(0, new EventId(9, 0)).with(2, new EventId(5, 3));
        assertTrue(after(1, cursor).isBefore(new EventId(5, 0)));
    }
}
