package io.herald.console;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
import io.herald.json.RawJson;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.presence.Presence;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room in which instances tell of themselves. Through the log like any other event, so that whoever is connected to one
 * instance sees all of them; ephemeral, so that no history of it is kept.
 *
 * @param name what only administrators, and who is given it by the token, may join
 */
record ServiceRoom(String name, EventLog log, Presence presence) {

    /** Who says so: the same as of all that the service says by itself. */
    private static final String FROM = "herald";

    /** Fails where Redis is away: then nobody could be told anything. */
    Uni<Boolean> isWatched() {
        return presence.isAnyoneIn(name);
    }

    /** @param conflate of the events with this key, who reads too slowly needs the newest only */
    void tell(String event, RawJson data, @Nullable String conflate, Clock clock) {
        byte[] body = Envelope.body(clock.instant(), FROM, data.toBytes());
        EventAttributes eventAttributes = new EventAttributes(true, conflate, EventAttributes.NEVER, null);
        // What is not told is not missed: the next one comes in a second.
        log.append(new Append(List.of(Channel.room(name)), event, body, eventAttributes))
                .subscribe()
                .with(told -> {}, away -> {});
    }
}
