package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.resume.Windows;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.telemetry.DeliveryLatencyListener;
import io.herald.hub.telemetry.DeliveryTracer;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.ConnectionListener;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.log.DeliveryListener;
import io.herald.log.EventLog;
import io.herald.log.RevisionOverlay;
import io.herald.log.TailListener;
import io.herald.loop.FailureLogger;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/**
 * Receives the batches of the tail readers, keeps their last events in the windows, and delivers each batch to every shard
 * once. The transports subscribe their clients here.
 */
@ApplicationScoped
public class Hub implements TailListener {

    private static final Logger LOG = Logger.getLogger(Hub.class);

    private final EventLog log;
    private final HubContext hubContext;
    private final Shards shards;
    private volatile boolean draining;

    @Inject
    Hub(
            EventLog log,
            StreamConfig config,
            Instance<ConnectionListener> attendance,
            DeliveryListener facts,
            DeliveryLatencyListener times,
            DeliveryTracer traces,
            Clock clock) {
        this(
                log,
                config,
                HubEnvironment.real(clock),
                new HubListeners(
                        attendance.isResolvable() ? attendance.get() : ConnectionListener.NONE, facts, times, traces));
    }

    Hub(EventLog log, StreamConfig config, HubEnvironment environment) {
        this(log, config, environment, HubListeners.NONE);
    }

    Hub(EventLog log, StreamConfig config, HubEnvironment environment, HubListeners hubListeners) {
        this.log = log;
        CursorFormat format = new CursorFormat(log.partitions());
        Windows windows = new Windows(
                format, log.partitions(), config.window(), config.windowSize().asLongValue());
        this.hubContext = new HubContext(
                log,
                windows,
                format,
                config,
                environment,
                new AtomicInteger(),
                hubListeners,
                new FailureLogger(LOG, environment.nanos()));
        this.shards = new Shards(hubContext);
    }

    /** Creates a hub that nobody observes, for another log than that of the service, and starts to read this log. */
    public static Hub startUnobserved(EventLog log, StreamConfig config, Clock clock) {
        Hub hub = new Hub(log, config, HubEnvironment.real(clock));
        log.start(hub);
        return hub;
    }

    void start(@Observes StartupEvent started) {
        log.start(this);
    }

    /** Stops the tasks of all shards. The hub of the service runs until the process exits. */
    public void stop() {
        shards.forEach(Shard::stop);
    }

    /**
     * Whether the position of a new subscriber of these channels can be determined: all partitions have been read, and the
     * readers of the partitions of the channels are alive.
     */
    public boolean isAvailable(Collection<Channel> channels) {
        return isOpen()
                && log.isTailAlive(homeOf(channels))
                && channels.stream()
                        .filter(channel -> !channel.equals(Channel.EVERYONE))
                        .allMatch(channel -> log.isTailAlive(log.partitionOf(channel)));
    }

    /** Whether the tail of every partition has been read once. */
    public boolean isOpen() {
        return hubContext.windows().isComplete();
    }

    /** Prepares for a subscriber of the user's channel: see {@link EventLog#register}. */
    Uni<EventId> register(Channel user) {
        return log.register(user);
    }

    /** Returns the number of open connections, over all transports. */
    public int connections() {
        return hubContext.connections().get();
    }

    /** Returns the sum of a counter over all shards. */
    long total(ToLongFunction<ShardCounters> value) {
        return shards.total(value);
    }

    /** Returns the format of the cursors of this log. */
    public CursorFormat cursors() {
        return hubContext.format();
    }

    Windows windows() {
        return hubContext.windows();
    }

    /**
     * Opens a subscription for an outlet, and begins its resume. Called on the outlet's loop, and only while
     * {@link #isAvailable(Collection)}.
     */
    public Subscription subscribe(Outlet outlet, SubscriptionSpec subscriptionSpec, StartPosition startPosition) {
        return shards.of(outlet.loop())
                .subscribe(outlet, subscriptionSpec, homeOf(subscriptionSpec.channels()), startPosition);
    }

    /** Whether this instance drains: it accepts no new connections, and ends those that are open. */
    public boolean isDraining() {
        return draining;
    }

    /**
     * Starts the drain: ends each connection at a random time within the window. May be called on any thread; returns
     * immediately.
     */
    public void drain(Duration window) {
        draining = true;
        shards.forEach(shard -> shard.drain(window));
    }

    /** Ends all connections now, without waiting for requests in progress. */
    public void endAll() {
        shards.forEach(Shard::endAll);
    }

    /** Ends the user's connections to this instance whose caller matches. */
    public void end(Channel user, Predicate<Caller> which, CloseReason closeReason) {
        endAll(user, subscriber -> which.test(subscriber.caller()), closeReason);
    }

    /** Ends the user's connections to this instance with these ids. */
    public void end(Channel user, Set<String> connections, CloseReason closeReason) {
        endAll(user, subscriber -> connections.contains(subscriber.outlet().connection()), closeReason);
    }

    private void endAll(Channel user, Predicate<Subscriber> which, CloseReason closeReason) {
        shards.forEach(shard -> shard.end(user, which, closeReason));
    }

    ConnectionListener connectionListener() {
        return hubContext.hubListeners().connectionListener();
    }

    /**
     * Runs an action for each connection to this instance that follows one of the channels, or will follow it when a pending
     * replay has ended. The action runs on the connection's loop. May be called on any thread; returns immediately.
     */
    public void forEachFollower(Collection<Channel> channels, BiConsumer<Caller, Subscription> action) {
        shards.forEach(shard -> channels.forEach(channel -> shard.forEachFollower(channel, action)));
    }

    /**
     * Delivers an ephemeral event, which is not in the log, to the live subscribers of a channel on this instance. May be
     * called on any thread.
     */
    void deliverEphemeral(Channel channel, String event, byte[] body) {
        int partition = log.partitionOf(channel);
        Event ephemeral = new Event(partition, EventId.ZERO, List.of(channel), event, body, EventAttributes.EPHEMERAL);
        EncodedEvent encodedEvent = new EncodedEvent(ephemeral);
        shards.forEach(shard -> shard.deliverEphemeral(encodedEvent));
    }

    /** Returns the channels that connections to this instance follow, or will follow when a pending replay has ended. */
    public Uni<Set<Channel>> followed() {
        return shards.followed();
    }

    /**
     * Returns the partition from which a subscriber receives the events to everyone, which are appended to all partitions: that
     * of the user's own channel.
     */
    private int homeOf(Collection<Channel> channels) {
        return channels.stream()
                .filter(Channel::isUser)
                .mapToInt(log::partitionOf)
                .findFirst()
                .orElse(0);
    }

    @Override
    public long maxInitialBytes() {
        return hubContext.config().windowSize().asLongValue();
    }

    @Override
    public void onBatch(Batch batch, Runnable done) {
        // After a broken connection, a batch may contain messages together with their revisions.
        RevisionOverlay revisions = RevisionOverlay.among(batch.events(), cursors());
        List<EncodedEvent> deliveries =
                revisions.apply(batch.events()).stream().map(EncodedEvent::new).toList();
        shards.deliver(batch, deliveries, done);
    }

    @Override
    public void onBirthMarkChanged(int partition, EventId birth) {
        shards.birthMarkChanged(partition, birth);
    }
}
