package io.herald.publish;

import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.log.Append;
import io.herald.log.EventLog;
import io.herald.log.KeptMessageReader;
import io.herald.log.LogConfig;
import io.herald.log.Revision;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends any event to a channel, for every transport. */
@ApplicationScoped
public class ChannelSender {

    /** A database that hangs must leave the append most of the budget. */
    private static final Duration KEEPS_TIMEOUT = Duration.ofSeconds(1);

    private final EventLog log;
    private final LimitsConfig config;
    private final LogConfig logConfig;
    private final Limits limits;
    private final KeptMessageReader kept;
    private final CursorFormat format;
    private final Clock clock;

    ChannelSender(
            EventLog log,
            LimitsConfig config,
            LogConfig logConfig,
            Limits limits,
            KeptMessageReader kept,
            Clock clock) {
        this.log = log;
        this.config = config;
        this.logConfig = logConfig;
        this.limits = limits;
        this.kept = kept;
        this.format = new CursorFormat(log.partitions());
        this.clock = clock;
    }

    /**
     * Fails with a conflict where the same was sent with other content.
     *
     * @return the event's id once it is in the log, that of the first time if it was there; null for an ephemeral one
     */
    public Uni<@Nullable String> send(ChannelEventRequest channelEventRequest) {
        return send(channelEventRequest, timeBudget());
    }

    TimeBudget timeBudget() {
        return TimeBudget.start(logConfig.timeout());
    }

    Uni<@Nullable String> send(ChannelEventRequest channelEventRequest, TimeBudget timeBudget) {
        byte[] body = Envelope.body(
                clock.instant(),
                channelEventRequest.from(),
                channelEventRequest.data().toBytes());
        Problem tooLarge = new CallSize(config, limits).problem(body.length, 1);
        if (tooLarge != null) {
            throw tooLarge.asException();
        }
        Append plain = new Append(
                List.of(channelEventRequest.channel()),
                channelEventRequest.event(),
                body,
                channelEventRequest.eventAttributes());
        Append append = channelEventRequest.commandKey() == null
                ? plain
                : plain.once(channelEventRequest.commandKey().once());
        // Even if this instance does not know yet that the room keeps messages: the stored one must not keep the old
        // content.
        if (Revision.isOne(channelEventRequest.event())) {
            return append(channelEventRequest, append.withWork(), timeBudget);
        }
        return channelEventRequest.event().equals(Revision.MESSAGE)
                ? mayBeKept(channelEventRequest)
                        .chain(keeps -> append(channelEventRequest, keeps ? append.withWork() : append, timeBudget))
                : append(channelEventRequest, append, timeBudget);
    }

    /** True as well if that cannot be found out soon: the projection drops the messages of rooms that keep none. */
    private Uni<Boolean> mayBeKept(ChannelEventRequest channelEventRequest) {
        return kept.keeps(channelEventRequest.channel())
                .ifNoItem()
                .after(KEEPS_TIMEOUT)
                .fail()
                .onFailure()
                .recoverWithItem(true);
    }

    private Uni<@Nullable String> append(
            ChannelEventRequest channelEventRequest, Append append, TimeBudget timeBudget) {
        return timeBudget
                .limit(log.append(append))
                .map(appended -> channelEventRequest.eventAttributes().ephemeral()
                        ? null
                        : format.id(appended.partition(), appended.id()));
    }
}
