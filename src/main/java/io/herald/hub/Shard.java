package io.herald.hub;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.encoding.BatchEncoder;
import io.herald.hub.encoding.EncodedEvent;
import io.herald.hub.fanout.FanOut;
import io.herald.hub.resume.CatchUpReader;
import io.herald.hub.resume.HistoryLimits;
import io.herald.hub.resume.ResumeContext;
import io.herald.hub.resume.ResumePlanner;
import io.herald.hub.resume.StoredEvents;
import io.herald.hub.subscriber.ShardPositions;
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

/** The subscribers of one event loop, and how far the loop has got. Used by that loop alone, so it needs no lock. */
final class Shard {

    private final ShardCounters tally = new ShardCounters();
    private final Loop loop;
    private final LongUnaryOperator random;
    private final ShardPositions positions;
    private final SubscriberRegistry subscribers;
    private final SubscriberLifecycle lifecycle;
    private final CatchUpReader catchUp;
    private final ResumePlanner admission;
    private final FanOut rounds;
    private final ShardSubscription.Services services;

    /** @param reached the position of the loop in each partition */
    Shard(Loop loop, HubContext sources, EventId[] reached) {
        this.loop = loop;
        Environment chance = sources.chance();
        this.random = chance.below();
        this.positions = new ShardPositions(sources.log()::partitionOf, reached);
        this.subscribers = new SubscriberRegistry(positions, chance.nanos(), tally);
        HubListeners observers = sources.observers();
        DeliveryListener facts = observers.facts();
        BatchEncoder encoder = new BatchEncoder(sources.format(), facts);
        SubscriberWriter writer = new SubscriberWriter(encoder, sources.format(), tally, facts);
        TokenExpiryQueue deadlines = new TokenExpiryQueue();
        this.lifecycle = new SubscriberLifecycle(
                subscribers,
                writer,
                deadlines,
                tally,
                observers.attendance(),
                sources.connections(),
                sources.failures());
        StoredEvents stored = new StoredEvents(sources.log(), sources.windows(), positions, chance.clock(), tally);
        ResumeContext resume = new ResumeContext(
                loop, chance.clock(), positions, subscribers, writer, lifecycle, stored, tally.replayed());
        this.catchUp = new CatchUpReader(
                resume, new HistoryLimits(sources.config().historyReads(), random, tally.waitingReads()));
        this.admission = new ResumePlanner(resume, catchUp);
        this.rounds = new FanOut(
                new FanOut.Ports(
                        loop,
                        chance.clock(),
                        chance.share().get(),
                        observers.times(),
                        catchUp::advanceAll,
                        sources.failures()),
                positions,
                subscribers,
                lifecycle,
                encoder);
        this.services = new ShardSubscription.Services(positions, subscribers, lifecycle, catchUp, sources.format());
        new SubscriberWatchdog(
                loop, chance.clock(), sources.config().stalled(), subscribers, lifecycle, deadlines, catchUp);
    }

    ShardCounters tally() {
        return tally;
    }

    /** @param home the partition from which the subscriber receives events to everyone */
    Subscription subscribe(Outlet outlet, SubscriptionSpec listening, int home, StartPosition start) {
        List<Channel> channels = listening.channels();
        Subscriber subscriber =
                new Subscriber(positions, outlet, listening.caller(), listening.filter(), channels, home);
        ShardSubscription subscription = new ShardSubscription(subscriber, services);
        subscriber.attach(subscription);
        lifecycle.open(subscriber, channels);
        admission.admit(subscriber, start, subscription::admitted);
        return subscription;
    }

    /** Delivers a batch on the loop. May be called on any thread. */
    void deliver(Batch batch, List<EncodedEvent> deliveries, Runnable done) {
        loop.execute(() -> rounds.take(batch.partition(), batch.after(), batch.upTo(), deliveries, done));
    }

    /** Runs an action on the loop, when all batches that have arrived before are delivered. May be called on any thread. */
    void execute(Runnable action) {
        loop.execute(() -> rounds.then(action));
    }

    /** Delivers an event that is in no log to the subscribers that are live. */
    void tell(EncodedEvent delivery) {
        rounds.tell(delivery);
    }

    /** The log has lost events: a subscriber below the new birth mark reads on by itself, and receives a reset. */
    void reborn(int partition, EventId birth) {
        positions.countLoss();
        if (positions.of(partition).isBefore(birth)) {
            lifecycle.fallBehind(partition);
            positions.reach(partition, birth);
            catchUp.advanceAll();
        }
    }

    /** With each subscriber that follows the channel, or will once a replay that is in progress has ended. */
    void each(Channel channel, BiConsumer<Caller, Subscription> action) {
        subscribers
                .followersOf(channel)
                .forEach(subscriber -> action.accept(subscriber.caller(), subscriber.subscription()));
    }

    /** Returns the channels that subscribers follow, or will once a replay that is in progress has ended. */
    Uni<Set<Channel>> followed() {
        return Uni.createFrom().item(subscribers::channels).runSubscriptionOn(loop::execute);
    }

    /** Spread at random, since all clients reconnect to other instances, which have their own. */
    void drain(Duration window) {
        long spread = Math.max(1, window.toMillis());
        for (Subscriber subscriber : subscribers.all()) {
            loop.schedule(Duration.ofMillis(random.applyAsLong(spread)), () -> lifecycle.drain(subscriber));
        }
    }

    void endAll() {
        subscribers.all().forEach(subscriber -> lifecycle.end(subscriber, CloseReason.DRAINING));
    }

    /** Ends a user's connections, or some of them. */
    void end(Channel user, Predicate<Subscriber> which, CloseReason ending) {
        subscribers.audienceOf(user).stream().filter(which).forEach(subscriber -> lifecycle.end(subscriber, ending));
    }
}
