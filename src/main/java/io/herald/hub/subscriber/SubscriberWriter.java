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

/** Writes to the outlets of one event loop's subscribers, and counts what it writes. Throws what an outlet throws. */
public final class SubscriberWriter {

    private final BatchEncoder batches;
    private final CursorFormat format;
    private final ShardCounters shardCounters;
    private final DeliveryListener facts;
    private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

    public SubscriberWriter(
            BatchEncoder batches, CursorFormat format, ShardCounters shardCounters, DeliveryListener facts) {
        this.batches = batches;
        this.format = format;
        this.shardCounters = shardCounters;
        this.facts = facts;
    }

    public void ready(Subscriber subscriber, boolean recovered, Cursor from) {
        subscriber.outlet().ready(new ReadyEvent(recovered, format.format(from)));
    }

    /**
     * @param cursor a subscriber that resumes from here receives no reset again
     * @param resumable whether nothing that is about to be replayed lies before that cursor
     */
    public void reset(
            Subscriber subscriber, Reason reason, Collection<Channel> channels, Cursor cursor, boolean resumable) {
        shardCounters.resets(reason).add(1);
        subscriber.outlet().reset(new ResetEvent(reason, channels, format.format(cursor), resumable));
    }

    /** Writes what the slice in progress has for the subscriber: in a shared buffer if each event's own id is its cursor. */
    void writeRun(Subscriber subscriber) {
        if (subscriber.partitions().length == 1) {
            SharedBatch sharedBatch = subscriber.takeRun();
            FrameEncoder frameEncoder = subscriber.outlet().frameEncoder();
            shardCounters.delivered(subscriber.transport()).add(sharedBatch.events());
            subscriber.outlet().write(batches.encode(sharedBatch, frameEncoder));
            sharedBatch.wasRead();
        } else {
            Cursor from = subscriber.position();
            List<Item> items = subscriber.takeRun().items();
            write(subscriber, items, from);
            count(items);
        }
    }

    /** Writes events that the subscriber reads from its position on. The cursor of each covers those before it. */
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
                frames.add(frameEncoder.frame(
                        event, item.channel(), format.id(event.partition(), event.id()), format.format(cursor)));
            }
        }
        write(subscriber, frameEncoder, frames);
    }

    /** Writes events of a channel that is about to be followed. They do not move the subscriber's position. */
    public void writeAt(Subscriber subscriber, List<Item> items, Cursor position) {
        FrameEncoder frameEncoder = subscriber.outlet().frameEncoder();
        String cursor = format.format(position);
        List<byte[]> frames = new ArrayList<>(items.size());
        for (Item item : items) {
            Event event = item.encodedEvent().event();
            frames.add(frameEncoder.frame(event, item.channel(), format.id(event.partition(), event.id()), cursor));
        }
        write(subscriber, frameEncoder, frames);
    }

    private void write(Subscriber subscriber, FrameEncoder frameEncoder, List<byte[]> frames) {
        shardCounters.delivered(subscriber.transport()).add(frames.size());
        ByteBuf bytes = frameEncoder.gather(allocator, frames);
        try {
            subscriber.outlet().write(bytes);
        } finally {
            bytes.release();
        }
    }

    /** Counts the events as delivered to one more connection. */
    public void count(List<Item> items) {
        for (Item item : items) {
            if (item.encodedEvent().isNotification()) {
                facts.delivered(item.encodedEvent().event().eventAttributes().subject(), 1);
            }
        }
    }
}
