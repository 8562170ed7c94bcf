package io.herald.hub.subscriber;

import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.hub.encoding.BatchEncoder;
import io.herald.hub.encoding.FrameEncoder;
import io.herald.hub.encoding.SharedBatch;
import io.herald.hub.encoding.SharedBatch.Item;
import io.herald.hub.telemetry.ShardCounters;
import io.herald.hub.transport.ReadyEvent;
import io.herald.hub.transport.ResetEvent;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.log.DeliveryListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Writes events to the outlets of one event loop's subscribers, and counts them. Does not catch what an outlet throws. */
public final class SubscriberWriter {

    private final SubscriberRegistry subscriberRegistry;
    private final BatchEncoder batches;
    private final CursorFormat format;
    private final ShardCounters shardCounters;
    private final DeliveryListener facts;
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

    public SubscriberWriter(
            SubscriberRegistry subscriberRegistry,
            BatchEncoder batches,
            CursorFormat format,
            ShardCounters shardCounters,
            DeliveryListener facts) {
        this.subscriberRegistry = subscriberRegistry;
        this.batches = batches;
        this.format = format;
        this.shardCounters = shardCounters;
        this.facts = facts;
    }

    public void ready(Subscriber subscriber, boolean recovered, Cursor from) {
        subscriber.outlet().ready(new ReadyEvent(recovered, format.format(from)));
    }

    /**
     * @param cursor a client that resumes from here receives no reset for the same events
     * @param resumable whether no event that is about to be replayed is before that cursor
     */
    public void reset(
            Subscriber subscriber, Reason reason, Collection<Channel> channels, Cursor cursor, boolean resumable) {
        shardCounters.resets(reason).add(1);
        subscriber.outlet().reset(new ResetEvent(reason, channels, format.format(cursor), resumable));
    }

    /**
     * Writes the subscriber's events of the slice in progress. If its socket is full, the subscriber falls behind instead, and
     * catches up when the socket drains.
     */
    void flush(Subscriber subscriber) {
        if (subscriber.outlet().isFull()) {
            subscriberRegistry.fallBehind(subscriber);
        } else {
            writeRun(subscriber);
        }
    }

    /** Subscribers of a single partition share the encoded buffer. */
    private void writeRun(Subscriber subscriber) {
        if (subscriber.partitions().length == 1) {
            SharedBatch sharedBatch = subscriber.takePendingBatch();
            FrameEncoder frameEncoder = subscriber.outlet().frameEncoder();
            shardCounters.delivered(subscriber.transport()).add(sharedBatch.events());
            subscriber.outlet().write(batches.encode(sharedBatch, frameEncoder));
            sharedBatch.wasRead();
        } else {
            Cursor from = subscriber.position();
            List<Item> items = subscriber.takePendingBatch().items();
            write(subscriber, items, from);
            count(items);
        }
    }

    /** Writes the events that follow the subscriber's position. The cursor of each event includes the events before it. */
    public void write(Subscriber subscriber, List<Item> items, Cursor from) {
        FrameEncoder frameEncoder = subscriber.outlet().frameEncoder();
        boolean isShared = subscriber.partitions().length == 1;
        List<byte[]> frames = new ArrayList<>(items.size());
        Cursor cursor = from;
        for (Item item : items) {
            if (isShared) {
                frames.add(item.encodedEvent().frame(frameEncoder, item.channel(), format));
            } else {
                Event event = item.encodedEvent().event();
                cursor = cursor.with(event.partition(), event.id());
                frames.add(frameEncoder.encode(
                        event, item.channel(), format.formatId(event.partition(), event.id()), format.format(cursor)));
            }
        }
        write(subscriber, frameEncoder, frames);
    }

    /** Writes replayed events of a pending join. All carry the subscriber's current position, which they do not move. */
    public void writeAt(Subscriber subscriber, List<Item> items, Cursor position) {
        FrameEncoder frameEncoder = subscriber.outlet().frameEncoder();
        String cursor = format.format(position);
        List<byte[]> frames = new ArrayList<>(items.size());
        for (Item item : items) {
            Event event = item.encodedEvent().event();
            frames.add(
                    frameEncoder.encode(event, item.channel(), format.formatId(event.partition(), event.id()), cursor));
        }
        write(subscriber, frameEncoder, frames);
    }

    private void write(Subscriber subscriber, FrameEncoder frameEncoder, List<byte[]> frames) {
        shardCounters.delivered(subscriber.transport()).add(frames.size());
        ByteBuf bytes = frameEncoder.combine(allocator, frames);
        try {
            subscriber.outlet().write(bytes);
        } finally {
            bytes.release();
        }
    }

    /** Reports the notifications among the events as delivered to one connection. */
    public void count(List<Item> items) {
        for (Item item : items) {
            if (item.encodedEvent().isNotification()) {
                facts.delivered(item.encodedEvent().event().eventAttributes().subject(), 1);
            }
        }
    }
}
