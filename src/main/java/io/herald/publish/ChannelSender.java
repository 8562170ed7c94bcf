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
    public Uni<@Nullable String> send(ChannelEventRequest sending) {
        return send(sending, budget());
    }

    TimeBudget budget() {
        return TimeBudget.start(logConfig.timeout());
    }

    Uni<@Nullable String> send(ChannelEventRequest sending, TimeBudget budget) {
        byte[] body =
                Envelope.body(clock.instant(), sending.from(), sending.data().toBytes());
        Problem tooLarge = new CallSize(config, limits).problem(body.length, 1);
        if (tooLarge != null) {
            throw tooLarge.asException();
        }
        Append plain = new Append(List.of(sending.channel()), sending.event(), body, sending.traits());
        Append append =
                sending.repeat() == null ? plain : plain.once(sending.repeat().once());
        // Even if this instance does not know yet that the room keeps messages: the stored one must not keep the old
        // content.
        if (Revision.isOne(sending.event())) {
            return append(sending, append.withWork(), budget);
        }
        return sending.event().equals(Revision.MESSAGE)
                ? mayBeKept(sending).chain(keeps -> append(sending, keeps ? append.withWork() : append, budget))
                : append(sending, append, budget);
    }

    /** True as well if that cannot be found out soon: the projection drops the messages of rooms that keep none. */
    private Uni<Boolean> mayBeKept(ChannelEventRequest sending) {
        return kept.keeps(sending.channel())
                .ifNoItem()
                .after(KEEPS_TIMEOUT)
                .fail()
                .onFailure()
                .recoverWithItem(true);
    }

    private Uni<@Nullable String> append(ChannelEventRequest sending, Append append, TimeBudget budget) {
        return budget.limit(log.append(append))
                .map(appended -> sending.traits().ephemeral() ? null : format.id(appended.partition(), appended.id()));
    }
}
