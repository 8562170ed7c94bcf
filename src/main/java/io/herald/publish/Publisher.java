package io.herald.publish;

import io.herald.access.LimitsConfig;
import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns notifications into events of the log, which is their only road to a client. */
@ApplicationScoped
class Publisher {

    private static final String EVENT = "notification";

    private final EventLog log;
    private final LimitsConfig limits;
    private final CursorFormat format;
    private final Clock clock = Clock.systemUTC();

    Publisher(EventLog log, LimitsConfig limits) {
        this.log = log;
        this.limits = limits;
        this.format = new CursorFormat(log.partitions());
    }

    /** @return the notification's id, once it is in the log */
    Uni<String> publish(Notification notification, String sender) {
        Instant now = clock.instant();
        String id = NotificationId.next(now.toEpochMilli());
        byte[] body = Envelope.body(now, sender, notification.encode(id, now));
        List<Channel> channels = notification.to().channels();
        checkSize(body.length, channels.size());
        return log.append(new Append(channels, EVENT, body, notification.traits(id, now)))
                .map(appended -> id);
    }

    /** @return the event's id once it is in the log; null for an ephemeral one */
    Uni<@Nullable String> publish(Channel channel, ChannelEvent event, String sender) {
        byte[] body = Envelope.body(clock.instant(), sender, event.data().toBytes());
        checkSize(body.length, 1);
        return log.append(new Append(List.of(channel), event.name(), body, event.traits()))
                .map(appended -> event.ephemeral() ? null : format.id(appended.partition(), appended.id()));
    }

    private void checkSize(long bytes, long recipients) {
        if (bytes > limits.eventSize().asLongValue()) {
            throw Problem.tooLarge(
                            "An event may have at most " + limits.eventSize().asLongValue() + " bytes.")
                    .asException();
        }
        if (bytes * recipients > limits.callSize().asLongValue()) {
            throw Problem.tooLarge("Recipients times bytes may be at most "
                            + limits.callSize().asLongValue() + "; split the call.")
                    .asException();
        }
    }
}
