package io.herald.inbox.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.log.InMemoryLog;
import io.herald.log.WorkQueue;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnprojectedEventReaderTest {

    private static final long NOW = 1_763_650_000_000L;
    private static final Channel USER = Channel.user("alice");

    private final InMemoryLog log = new InMemoryLog();
    private final List<Channel> channels = new ArrayList<>(List.of(USER, Channel.EVERYONE));
    private long backlogSince = NOW - 500;

    UnprojectedEventReaderTest() {
        IntStream.range(0, 50).forEach(i -> channels.add(Channel.room("room-" + i)));
        for (int i = 0; i < 2_000; i++) {
            add(channels.get(i % channels.size()), "message", NOW - 60_000 + i, null);
        }
    }

    @Test
    void an_unknown_id_costs_a_few_reads_however_many_channels_a_user_has() {
        assertNull(find(id(NOW - 100)));
        assertTrue(log.reads() <= 4, () -> log.reads() + " reads");
    }

    @Test
    void an_unknown_id_costs_no_read_when_the_projection_has_no_backlog() {
        backlogSince = Long.MAX_VALUE;
        assertNull(find(id(NOW - 100)));
        assertEquals(0, log.reads());
    }

    @Test
    void an_id_that_the_service_did_not_assign_costs_no_read() {
        assertNull(find(UUID.randomUUID()));
        assertNull(find(id(NOW + 3_600_000)));
        assertEquals(0, log.reads());
    }

    @Test
    void an_unprojected_event_is_found_in_any_channel() {
        for (Channel channel : List.of(USER, Channel.EVERYONE, Channel.room("room-49"))) {
            UUID id = id(NOW - 200 + channels.indexOf(channel));
            add(channel, "notification", NOW - 100, id);
            assertEquals(id.toString(), find(id).eventAttributes().subject());
        }
    }

    @Test
    void an_event_scheduled_long_ago_is_found_at_its_delivery() {
        UUID id = id(NOW - 86_400_000);
        add(USER, "notification", NOW - 100, id);
        assertEquals(id.toString(), find(id).eventAttributes().subject());
    }

    @Test
    void an_event_in_a_long_backlog_is_found_by_the_time_of_its_id() {
        backlogSince = NOW - 61_000;
        UUID id = id(NOW - 100);
        add(USER, "notification", NOW - 50, id);
        assertEquals(id.toString(), find(id).eventAttributes().subject());
    }

    @Test
    void busy_rooms_do_not_hide_an_event_of_the_user_channel() {
        addBusyRoom(500, NOW - 5_000);
        UUID id = id(NOW - 200);
        add(USER, "notification", NOW - 100, id);
        assertEquals(id.toString(), find(id).eventAttributes().subject());
    }

    @Test
    void a_busy_room_does_not_hide_its_own_notification() {
        addBusyRoom(200, NOW - 5_000);
        UUID id = id(NOW - 200);
        add(Channel.room("busy"), "notification", NOW - 100, id);
        assertEquals(id.toString(), find(id).eventAttributes().subject());
    }

    @Test
    void busy_rooms_do_not_hide_a_scheduled_event_delivered_earlier() {
        backlogSince = NOW - 60_000;
        addBusyRoom(50, NOW - 62_000);
        UUID id = id(NOW - 86_400_000);
        add(USER, "notification", NOW - 30_000, id);
        assertEquals(id.toString(), find(id).eventAttributes().subject());
    }

    @Test
    void an_unknown_id_costs_a_bounded_number_of_reads_however_busy_the_log_is() {
        backlogSince = NOW - 20_000;
        addBusyRoom(100, NOW - 22_000);
        assertNull(find(id(NOW - 19_000)));
        assertTrue(log.reads() <= 12, () -> log.reads() + " reads");
    }

    private void addBusyRoom(int eventsPerSecond, long since) {
        Channel busy = Channel.room("busy");
        channels.add(busy);
        for (long ms = since; ms < NOW; ms += 1_000 / eventsPerSecond) {
            add(busy, "message", ms, null);
        }
    }

    private Event find(UUID id) {
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
        return new UnprojectedEventReader(log, new Queue(), clock)
                .find(channels, id)
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private void add(Channel channel, String name, long ms, UUID subject) {
        EventAttributes eventAttributes =
                new EventAttributes(false, null, EventAttributes.NEVER, subject == null ? null : subject.toString());
        log.add(new Event(0, new EventId(ms, 0), List.of(channel), name, new byte[0], eventAttributes));
    }

    /** UUIDv7. */
    private static UUID id(long ms) {
        return new UUID(ms << 16 | 0x7abc, 0x8000_0000_0000_0001L);
    }

    private final class Queue implements WorkQueue {

        @Override
        public Uni<Backlog> backlog() {
            return backlog(0);
        }

        @Override
        public Uni<Backlog> backlog(int partition) {
            return Uni.createFrom().item(new Backlog(backlogSince == Long.MAX_VALUE ? 0 : 1, backlogSince));
        }

        @Override
        public long setAside() {
            return 0;
        }
    }
}
