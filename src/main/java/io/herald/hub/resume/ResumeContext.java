package io.herald.hub.resume;

import io.herald.hub.subscriber.FanOutPositions;
import io.herald.hub.subscriber.SubscriberLifecycle;
import io.herald.hub.subscriber.SubscriberRegistry;
import io.herald.hub.subscriber.SubscriberWriter;
import io.herald.hub.telemetry.SingleWriterCounter;
import io.herald.loop.Loop;
import java.time.Clock;

/**
 * The components of one shard that this package uses.
 *
 * @param loop the event loop of the shard
 * @param replayed counts the events that are written to subscribers that are behind
 */
public record ResumeContext(
        Loop loop,
        Clock clock,
        FanOutPositions positions,
        SubscriberRegistry subscriberRegistry,
        SubscriberWriter writer,
        SubscriberLifecycle lifecycle,
        ReplaySource stored,
        SingleWriterCounter replayed) {}
