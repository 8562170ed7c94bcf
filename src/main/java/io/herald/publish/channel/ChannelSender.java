package io.herald.publish.channel;

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
import io.herald.publish.CallSize;
import io.herald.publish.TimeBudget;
import io.herald.webhooks.HookRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends events to a channel, for all transports. */
@ApplicationScoped
public class ChannelSender {

    /** If the database hangs, most of the time budget must remain for the append. */
    private static final Duration KEEPS_TIMEOUT = Duration.ofSeconds(1);

    private final EventLog log;
    private final LimitsConfig config;
    private final LogConfig logConfig;
    private final Limits limits;
    private final KeptMessageReader kept;
    private final HookRegistry hooks;
    private final CursorFormat format;
    private final Clock clock;

    ChannelSender(
            EventLog log,
            LimitsConfig config,
            LogConfig logConfig,
            Limits limits,
            KeptMessageReader kept,
            HookRegistry hooks,
            Clock clock) {
        this.log = log;
        this.config = config;
        this.logConfig = logConfig;
        this.limits = limits;
        this.kept = kept;
        this.hooks = hooks;
        this.format = new CursorFormat(log.partitions());
        this.clock = clock;
    }

    /** Appends an event for which no room policy had to be checked. */
    public Uni<@Nullable String> send(ChannelEventRequest channelEventRequest) {
        return send(channelEventRequest, TimeBudget.start(logConfig.timeout()));
    }

    /**
     * Appends an event to its channel. Fails with a conflict if the same key was used with other content.
     *
     * @param timeBudget what the {@linkplain SendAuthorizer check} of the room policy has left
     * @return the id of the event once it is in the log; for a repeated key the id of the first append; null for an ephemeral
     *     event
     */
    public Uni<@Nullable String> send(ChannelEventRequest channelEventRequest, TimeBudget timeBudget) {
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
        // A revision always goes to the work queue. This instance may not know yet that the room keeps messages, and
        // the
        // kept message must not retain the old content.
        if (Revision.isRevision(channelEventRequest.event())) {
            return append(channelEventRequest, append.withWork(), timeBudget);
        }
        if (!channelEventRequest.event().equals(Revision.MESSAGE)) {
            return append(channelEventRequest, append, timeBudget);
        }
        boolean isStaged =
                hooks.receivesMessagesOf(channelEventRequest.channel().name());
        Append message = isStaged ? append.withStaging() : append;
        return mayBeKept(channelEventRequest, timeBudget)
                .chain(keeps -> append(channelEventRequest, keeps ? message.withWork() : message, timeBudget));
    }

    /**
     * Returns whether the room keeps its messages, or true if that cannot be determined within the timeout: the projection
     * drops the messages of rooms that keep none.
     */
    private Uni<Boolean> mayBeKept(ChannelEventRequest channelEventRequest, TimeBudget timeBudget) {
        return timeBudget
                .limitWithTimer(kept.keepsMessages(channelEventRequest.channel()), KEEPS_TIMEOUT)
                .onFailure()
                .recoverWithItem(true);
    }

    private Uni<@Nullable String> append(
            ChannelEventRequest channelEventRequest, Append append, TimeBudget timeBudget) {
        return timeBudget
                .limit(log.append(append))
                .map(appended -> channelEventRequest.eventAttributes().ephemeral()
                        ? null
                        : format.formatId(appended.partition(), appended.id()));
    }
}
