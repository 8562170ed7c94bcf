package io.herald.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fans a batch out to more sockets than one time slice covers. */
class FanOutTest {

    private static final Subscription.FollowListener JOINED = new Subscription.FollowListener() {
        @Override
        public void followed() {}

        @Override
        public void failed(Throwable reason) {
            throw new AssertionError(reason);
        }
    };

    private final FanOutFixture fixture = new FanOutFixture();

    @Test
    void other_tasks_of_the_loop_run_after_one_time_slice() {
        fixture.append(2);
        List<Long> receiversSoFar = new ArrayList<>();
        fixture.loop.execute(() -> receiversSoFar.add(fixture.receivers()));
        fixture.loop.runAll();
        assertEquals(List.of(10L), receiversSoFar);
        assertEquals(25, fixture.receivers());
    }

    @Test
    void a_batch_completes_when_the_last_socket_has_received_it() {
        int before = fixture.completedBatches.get();
        fixture.append(2);
        fixture.loop.step();
        assertEquals(before, fixture.completedBatches.get());
        fixture.loop.runAll();
        assertEquals(before + 1, fixture.completedBatches.get());
    }

    @Test
    void batches_that_arrive_during_a_fan_out_follow_in_order() {
        fixture.append(2);
        fixture.append(3, 4);
        fixture.append(5);
        fixture.loop.runAll();
        fixture.members.forEach(member -> assertEquals(List.of("2-0", "3-0", "4-0", "5-0"), member.received));
    }

    @Test
    void a_subscriber_that_waits_for_the_batch_keeps_the_cursor_before_it() {
        fixture.append(2);
        fixture.loop.step();
        assertEquals("2-0", fixture.members.get(0).subscription.cursor());
        assertEquals("1-0", fixture.members.get(24).subscription.cursor());
        fixture.loop.runAll();
        assertEquals("2-0", fixture.members.get(24).subscription.cursor());
    }

    @Test
    void a_subscriber_that_connects_during_a_fan_out_receives_the_events_after_its_cursor() {
        fixture.append(2);
        fixture.loop.step();
        RoomMember newcomer = fixture.member(25);
        newcomer.join();
        fixture.append(3);
        fixture.loop.runAll();
        assertEquals("2-0", newcomer.readyCursor);
        assertEquals(List.of("3-0"), newcomer.received);
    }

    @Test
    void a_subscriber_that_leaves_the_room_during_a_fan_out_receives_the_batch_first() {
        fixture.append(2);
        fixture.loop.step();
        RoomMember leaving = fixture.members.get(24);
        leaving.subscription.unfollow(FanOutFixture.ROOM);
        assertEquals(List.of("2-0"), leaving.received);
        fixture.append(3);
        fixture.loop.runAll();
        assertEquals(List.of("2-0"), leaving.received);
    }

    @Test
    void a_subscriber_that_joins_another_room_during_a_fan_out_misses_no_ephemeral_event() {
        fixture.append(EventAttributes.EPHEMERAL, 2);
        fixture.loop.step();
        RoomMember joining = fixture.members.get(24);
        joining.subscription.follow(
                Channel.room("lobby"), new StartPosition.Rewind(Duration.ofSeconds(1)), null, JOINED);
        fixture.loop.runAll();
        assertEquals(List.of(""), joining.received);
    }

    @Test
    void a_subscriber_that_becomes_full_during_a_fan_out_receives_the_batch_later_and_once() {
        fixture.append(2);
        fixture.loop.step();
        RoomMember slow = fixture.members.get(24);
        slow.full = true;
        fixture.loop.runAll();
        assertEquals(List.of(), slow.received);
        fixture.append(3);
        fixture.loop.runAll();
        slow.full = false;
        slow.subscription.drained();
        fixture.loop.runAll();
        assertEquals(List.of("2-0", "3-0"), slow.received);
    }

    @Test
    void a_subscriber_that_disconnects_during_a_fan_out_does_not_delay_the_others() {
        fixture.append(2);
        fixture.loop.step();
        fixture.members.get(20).subscription.close();
        fixture.loop.runAll();
        assertEquals(List.of(), fixture.members.get(20).received);
        assertEquals(24, fixture.receivers());
    }

    @Test
    void an_ephemeral_delivery_follows_the_batches_before_it() {
        fixture.append(2);
        fixture.hub.deliverEphemeral(FanOutFixture.ROOM, "noted", new byte[] {'1'});
        fixture.loop.runAll();
        fixture.members.forEach(member -> assertEquals(List.of("2-0", ""), member.received));
        assertTrue(fixture.members.stream()
                .allMatch(member -> member.subscription.cursor().equals("2-0")));
        assertFalse(fixture.members.isEmpty());
    }
}
