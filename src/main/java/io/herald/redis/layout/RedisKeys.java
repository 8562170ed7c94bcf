package io.herald.redis.layout;

import io.herald.event.Channel;
import java.util.stream.IntStream;

/**
 * Names the keys of the log in Redis. All keys of a partition share a hash tag, so that a script call touches one slot.
 */
public final class RedisKeys {

    private final String[] prefixes;

    public RedisKeys(String prefix, int partitions) {
        prefixes = IntStream.range(0, partitions)
                .mapToObj(partition -> prefix + ":{" + partition + "}:")
                .toArray(String[]::new);
    }

    public String meta(int partition) {
        return prefixes[partition] + "meta";
    }

    public String tail(int partition) {
        return prefixes[partition] + "tail";
    }

    /** The addressed tail of all instances: see the prelude of the scripts. */
    public String sharedTail(int partition) {
        return tail(partition) + ":shared";
    }

    /** The addressed tail of one instance. */
    public String tailOf(int partition, String instance) {
        return tail(partition) + ":" + instance;
    }

    /** The prefix of the histories of a partition. */
    public String histories(int partition) {
        return prefixes[partition] + "h:";
    }

    /** The work queue, which the projections process. */
    public String work(int partition) {
        return prefixes[partition] + "work";
    }

    /** The events that are staged for hooks. The scripts derive this name from that of the tail. */
    public String staged(int partition) {
        return prefixes[partition] + "staged";
    }

    /** The number of events that were not staged because the stream was full. */
    public String stagedDropped(int partition) {
        return staged(partition) + ":dropped";
    }

    /** The preferences by which the append script holds back events, a hash by user channel. */
    public String preferences(int partition) {
        return prefixes[partition] + "preferences";
    }

    public String scheduleDue(int partition) {
        return prefixes[partition] + "due";
    }

    public String scheduleContents(int partition) {
        return prefixes[partition] + "scheduled";
    }

    public String scheduleRunning(int partition) {
        return prefixes[partition] + "begun";
    }

    /** The withdrawn notifications, a sorted set by the time of the withdrawal. */
    public String withdrawnNotifications(int partition) {
        return prefixes[partition] + "withdrawn";
    }

    /**
     * The record of one append, in the partition of its channels, or of one scheduled task, in the partition of its id.
     */
    public String appendRecord(int partition, String key) {
        return prefixes[partition] + "once:" + key;
    }

    /**
     * The idempotency record of a key, in the partition of that key. The name is short, because Redis holds a record
     * for each publish with a key in the last day. It uses 132 bits of the key, which is a hash in base64.
     */
    public String idempotencyRecord(int partition, String key) {
        return prefixes[partition] + "k:" + key.substring(0, 22);
    }

    /** The idempotency record under the name that earlier versions used. */
    public String legacyIdempotencyRecord(int partition, String key) {
        return prefixes[partition] + "claim:" + key;
    }

    /** A key that another package owns. */
    public String own(int partition, String name) {
        return prefixes[partition] + name;
    }

    public String history(int partition, Channel channel) {
        return prefixes[partition] + "h:" + channel.key();
    }

    /** The overlay of a history: the revisions of its messages. */
    public String overlay(int partition, Channel channel) {
        return prefixes[partition] + "r:" + channel.key();
    }

    /** The position from which a history is complete. */
    public String origin(int partition, Channel channel) {
        return prefixes[partition] + "o:" + channel.key();
    }
}
