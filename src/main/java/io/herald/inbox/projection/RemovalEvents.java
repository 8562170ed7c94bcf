package io.herald.inbox.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.EventAttributes;
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

/** Appends the events that make clients hide notifications: {@code notification.replaced} and {@code notification.withdrawn}. */
@ApplicationScoped
public class RemovalEvents {

    private static final Logger LOG = Logger.getLogger(RemovalEvents.class);
    private static final String REPLACED = "notification.replaced";
    private static final String WITHDRAWN = "notification.withdrawn";
    private static final String FROM = "herald";

    private final EventLog log;
    private final Clock clock;

    RemovalEvents(EventLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /**
     * Announces that newer notifications have replaced these. Never fails: the inbox is already correct, and a client that
     * misses the event reads the inbox.
     */
    Uni<Void> replaced(Map<UUID, List<Channel>> replaced) {
        List<Append> events = new ArrayList<>();
        replaced.forEach(
                (id, channels) -> split(channels).forEach(part -> events.add(event(REPLACED, id, FROM, part))));
        return append(events)
                .onFailure()
                .invoke(failure -> LOG.debugf("inbox.event.dropped reason=\"%s\"", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * Splits channels into those of one event each: users, and each other channel. A notification to a room or to everyone can
     * be replaced by one to some users and, in the same batch, by one to all.
     */
    private static List<List<Channel>> split(List<Channel> channels) {
        List<List<Channel>> parts = new ArrayList<>();
        List<Channel> users = channels.stream().filter(Channel::isUser).toList();
        if (!users.isEmpty()) {
            parts.add(users);
        }
        channels.stream().filter(channel -> !channel.isUser()).map(List::of).forEach(parts::add);
        return parts;
    }

    /** Announces that these notifications are withdrawn. Fails as the log does; repeating the call is harmless. */
    Uni<Void> withdrawn(Map<ProjectedNotification, List<Channel>> withdrawn) {
        List<Append> events = new ArrayList<>();
        withdrawn.forEach(
                (notification, channels) -> events.add(withdrawal(notification.id(), notification.sender(), channels)));
        return append(events);
    }

    public Append withdrawal(UUID id, String sender, List<Channel> channels) {
        return event(WITHDRAWN, id, sender, channels);
    }

    private Uni<Void> append(List<Append> events) {
        return events.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join()
                        .all(events.stream().map(log::append).toList())
                        .andFailFast()
                        .replaceWithVoid();
    }

    private Append event(String name, UUID id, String from, List<Channel> channels) {
        byte[] data = ("{\"id\":\"" + id + "\"}").getBytes(UTF_8);
        return new Append(channels, name, Envelope.body(Instant.now(clock), from, data), EventAttributes.DURABLE);
    }
}
