package io.herald.hub.resume;

import io.herald.hub.subscriber.ShardPositions;
import io.herald.hub.subscriber.SubscriberLifecycle;
import io.herald.hub.subscriber.SubscriberRegistry;
import io.herald.hub.subscriber.SubscriberWriter;
import io.herald.hub.telemetry.LoopCounter;
import io.herald.loop.Loop;
import java.time.Clock;

/**
 * What this package reads, writes and ends the subscribers of one shard with.
 *
 * @param loop of the shard
 * @param replayed counts the events that are delivered again
 */
public record ResumeContext(
        Loop loop,
        Clock clock,
        ShardPositions positions,
        SubscriberRegistry subscriberRegistry,
        SubscriberWriter writer,
        SubscriberLifecycle lifecycle,
        StoredEvents stored,
        LoopCounter replayed) {}
