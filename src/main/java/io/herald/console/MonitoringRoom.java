package io.herald.console;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
import io.herald.json.RawJson;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.presence.PresenceQueries;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room in which the instances publish data about themselves. The events pass through the log, so that a client of one
 * instance receives those of all instances. They are ephemeral, so no history stores them.
 *
 * @param name the room, which only administrators and callers with a room claim for it may join
 */
record MonitoringRoom(String name, EventLog log, PresenceQueries presence) {

    /** The sender of the events, as for all events of the service itself. */
    private static final String SENDER = "herald";

    /** Returns whether anyone follows the room. Fails if Redis is down, in which case nothing can be published. */
    Uni<Boolean> hasFollowers() {
        return presence.isAnyoneIn(name);
    }

    /**
     * Appends an event to the room and ignores a failure: the next metrics follow within a second, and log lines also reach
     * the process output.
     *
     * @param conflate the conflation key: a reader that is behind receives only the newest event with this key; null for
     *     none
     */
    void publish(String event, RawJson data, @Nullable String conflate, Clock clock) {
        byte[] body = Envelope.body(clock.instant(), SENDER, data.toBytes());
        EventAttributes eventAttributes = new EventAttributes(true, conflate, EventAttributes.NEVER, null);
        log.append(new Append(List.of(Channel.room(name)), event, body, eventAttributes))
                .subscribe()
                .with(id -> {}, failure -> {});
    }
}
