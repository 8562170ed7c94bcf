package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.encoding.BatchEncoder;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.fanout.FanOut;
import io.herald.hub.resume.CatchUpReader;
import io.herald.hub.resume.HistoryLimits;
import io.herald.hub.resume.HistoryReadQueue;
import io.herald.hub.resume.ReplaySource;
import io.herald.hub.resume.ResumeContext;
import io.herald.hub.resume.ResumePlanner;
import io.herald.hub.subscriber.FanOutPositions;
import io.herald.hub.subscriber.Subscriber;
import io.herald.hub.subscriber.SubscriberLifecycle;
import io.herald.hub.subscriber.SubscriberRegistry;
import io.herald.hub.subscriber.SubscriberWriter;
import io.herald.hub.subscriber.TokenExpiryQueue;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.hub.transport.CloseReason;
import io.herald.hub.transport.Outlet;
import io.herald.hub.transport.StartPosition;
import io.herald.hub.transport.Subscription;
import io.herald.hub.transport.SubscriptionSpec;
import io.herald.log.DeliveryListener;
import io.herald.log.TailListener.Batch;
import io.herald.loop.Loop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/**
 * The subscribers of one event loop, and the position of the loop. Only that loop uses it, so it needs no lock. Methods that
 * may be called on any thread say so.
 */
final class Shard {

    private final ShardCounters shardCounters = new ShardCounters();
    private final Loop loop;
    private final LongUnaryOperator random;
    private final FanOutPositions positions;
    private final SubscriberRegistry subscriberRegistry;
    private final SubscriberLifecycle lifecycle;
    private final CatchUpReader catchUpReader;
    private final ResumePlanner resumePlanner;
    private final FanOut fanOut;
    private final ShardSubscription.Services services;
    private final SubscriberWatchdog watchdog;

    /** @param reached the position of the loop in each partition */
    Shard(Loop loop, HubContext hubContext, EventId[] reached) {
        this.loop = loop;
        HubEnvironment environment = hubContext.environment();
        this.random = environment.below();
        this.positions = new FanOutPositions(hubContext.log()::partitionOf, reached);
        this.subscriberRegistry = new SubscriberRegistry(positions, environment.nanos(), shardCounters);
        HubListeners hubListeners = hubContext.hubListeners();
        DeliveryListener facts = hubListeners.facts();
        BatchEncoder encoder = new BatchEncoder(hubContext.format(), facts);
        SubscriberWriter writer =
                new SubscriberWriter(subscriberRegistry, encoder, hubContext.format(), shardCounters, facts);
        TokenExpiryQueue tokenExpiryQueue = new TokenExpiryQueue();
        this.lifecycle = new SubscriberLifecycle(
                subscriberRegistry,
                writer,
                tokenExpiryQueue,
                shardCounters,
                hubListeners.connectionListener(),
                hubContext.connections(),
                hubContext.failures());
        ReplaySource stored =
                new ReplaySource(hubContext.log(), hubContext.windows(), positions, environment.clock(), shardCounters);
        ResumeContext resume = new ResumeContext(
                loop,
                environment.clock(),
                positions,
                subscriberRegistry,
                writer,
                lifecycle,
                stored,
                shardCounters.replayed());
        HistoryReadQueue histories = new HistoryReadQueue(
                resume, new HistoryLimits(hubContext.config().historyReads(), random, shardCounters.waitingReads()));
        this.catchUpReader = new CatchUpReader(resume, histories);
        this.resumePlanner = new ResumePlanner(resume, histories, catchUpReader);
        this.fanOut = new FanOut(
                new FanOut.Dependencies(
                        loop,
                        environment.clock(),
                        environment.share().get(),
                        hubListeners.times(),
                        catchUpReader::advanceAll,
                        hubContext.failures()),
                positions,
                subscriberRegistry,
                lifecycle,
                encoder);
        this.services = new ShardSubscription.Services(
                positions, subscriberRegistry, lifecycle, catchUpReader, hubContext.format());
        this.watchdog = new SubscriberWatchdog(
                loop,
                environment.clock(),
                hubContext.config().stalled(),
                subscriberRegistry,
                lifecycle,
                tokenExpiryQueue,
                catchUpReader);
    }

    ShardCounters shardCounters() {
        return shardCounters;
    }

    /**
     * Opens a subscription and begins its resume.
     *
     * @param everyonePartition the partition from which the subscriber receives the events to everyone
     */
    Subscription subscribe(
            Outlet outlet, SubscriptionSpec subscriptionSpec, int everyonePartition, StartPosition startPosition) {
        List<Channel> channels = subscriptionSpec.channels();
        Subscriber subscriber = new Subscriber(
                positions,
                outlet,
                subscriptionSpec.caller(),
                subscriptionSpec.preferenceFilter(),
                channels,
                everyonePartition,
                subscriptionSpec.windowFrom());
        ShardSubscription subscription = new ShardSubscription(subscriber, services);
        subscriber.attach(subscription);
        lifecycle.open(subscriber, channels);
        resumePlanner.resume(subscriber, startPosition, subscription::admitted);
        return subscription;
    }

    /** Delivers a batch on the loop. May be called on any thread. */
    void deliver(Batch batch, List<EncodedEvent> deliveries, Runnable done) {
        loop.execute(() -> fanOut.enqueue(batch.partition(), batch.after(), batch.upTo(), deliveries, done));
    }

    /** Runs an action on the loop, after the delivery of all batches that have arrived before. May be called on any thread. */
    void execute(Runnable action) {
        loop.execute(() -> fanOut.then(action));
    }

    /** Delivers an event that is not in the log to the live subscribers of its channels. */
    void deliverEphemeral(EncodedEvent encodedEvent) {
        fanOut.deliverEphemeral(encodedEvent);
    }

    /** The log has lost events: subscribers below the new birth mark fall behind, and receive a reset as they catch up. */
    void birthMarkChanged(int partition, EventId birth) {
        positions.countLoss();
        if (positions.of(partition).isBefore(birth)) {
            lifecycle.fallBehind(partition);
            positions.advance(partition, birth);
            catchUpReader.advanceAll();
        }
    }

    /** Calls the action with each subscriber that follows the channel, or will follow it when a pending replay has ended. */
    void forEachFollower(Channel channel, BiConsumer<Caller, Subscription> action) {
        subscriberRegistry
                .followersOf(channel)
                .forEach(subscriber -> action.accept(subscriber.caller(), subscriber.subscription()));
    }

    /**
     * Returns the channels that subscribers follow, or will follow when a pending replay has ended. May be called on any
     * thread.
     */
    Uni<Set<Channel>> followed() {
        return Uni.createFrom().item(subscriberRegistry::channels).runSubscriptionOn(loop::execute);
    }

    /** Drains each subscriber at a random time within the window, to spread the reconnects to the other instances. */
    void drain(Duration window) {
        long spread = Math.max(1, window.toMillis());
        for (Subscriber subscriber : subscriberRegistry.all()) {
            loop.schedule(Duration.ofMillis(random.applyAsLong(spread)), () -> lifecycle.drain(subscriber));
        }
    }

    void stop() {
        watchdog.stop();
    }

    void endAll() {
        subscriberRegistry.all().forEach(subscriber -> lifecycle.end(subscriber, CloseReason.DRAINING));
    }

    /** Ends the matching connections of a user. */
    void end(Channel user, Predicate<Subscriber> which, CloseReason closeReason) {
        subscriberRegistry.copyOfSubscribers(user).stream()
                .filter(which)
                .forEach(subscriber -> lifecycle.end(subscriber, closeReason));
    }
}
