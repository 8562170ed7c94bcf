package io.herald.publish;

import io.herald.access.Limits;
import io.herald.access.LimitsConfig;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends any event to a channel, for every transport. */
@ApplicationScoped
public class ChannelSender {

    private final EventLog log;
    private final LimitsConfig config;
    private final Limits limits;
    private final CursorFormat format;
    private final Clock clock = Clock.systemUTC();

    ChannelSender(EventLog log, LimitsConfig config, Limits limits) {
        this.log = log;
        this.config = config;
        this.limits = limits;
        this.format = new CursorFormat(log.partitions());
    }

    /**
     * Fails with a conflict where the same was sent with other content.
     *
     * @return the event's id once it is in the log, that of the first time if it was there; null for an ephemeral one
     */
    public Uni<@Nullable String> send(Sending sending) {
        byte[] body =
                Envelope.body(clock.instant(), sending.from(), sending.data().toBytes());
        Problem tooLarge = new Weight(config, limits).problem(body.length, 1);
        if (tooLarge != null) {
            throw tooLarge.asException();
        }
        Append append = new Append(List.of(sending.channel()), sending.event(), body, sending.traits());
        return log.append(
                        sending.repeat() == null
                                ? append
                                : append.once(sending.repeat().once()))
                .map(appended -> sending.traits().ephemeral() ? null : format.id(appended.partition(), appended.id()));
    }
}
