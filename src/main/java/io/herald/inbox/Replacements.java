package io.herald.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Traits;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Tells screens which notifications a newer one has taken the place of. */
@ApplicationScoped
class Replacements {

    private static final Logger LOG = Logger.getLogger(Replacements.class);
    private static final String REPLACED = "notification.replaced";
    private static final String FROM = "herald";

    private final EventLog log;
    private final Clock clock = Clock.systemUTC();

    Replacements(EventLog log) {
        this.log = log;
    }

    /** Never fails: the inbox is right by then, and a client that misses it reads that. */
    Uni<Void> tell(Map<UUID, List<Channel>> replaced) {
        if (replaced.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Append> events = new ArrayList<>();
        replaced.forEach((id, channels) -> events.add(event(id, channels)));
        return Uni.join()
                .all(log.append(events))
                .andCollectFailures()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.debugf("inbox.untold reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Append event(UUID id, List<Channel> channels) {
        byte[] data = ("{\"id\":\"" + id + "\"}").getBytes(UTF_8);
        return new Append(channels, REPLACED, Envelope.body(Instant.now(clock), FROM, data), Traits.DURABLE);
    }
}
