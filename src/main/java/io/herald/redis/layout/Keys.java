package io.herald.redis.layout;

import io.herald.event.Channel;
import java.util.stream.IntStream;

/** Where things are in Redis. All keys of a partition share a hash tag, so that a script stays on one node. */
public final class Keys {

    private final String[] prefixes;

    public Keys(String prefix, int partitions) {
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

    /** What the projections have yet to do. */
    public String work(int partition) {
        return prefixes[partition] + "work";
    }

    /** What users want to be held back. */
    public String preferences(int partition) {
        return prefixes[partition] + "preferences";
    }

    public String due(int partition) {
        return prefixes[partition] + "due";
    }

    public String scheduled(int partition) {
        return prefixes[partition] + "scheduled";
    }

    public String begun(int partition) {
        return prefixes[partition] + "begun";
    }

    /** Notifications that were taken back, by when. */
    public String withdrawn(int partition) {
        return prefixes[partition] + "withdrawn";
    }

    /** Remembers one append, beside the channels that it went to. */
    public String once(int partition, String key) {
        return prefixes[partition] + "once:" + key;
    }

    /**
     * Remembers what a key stands for, in the key's own partition. There is one for each keyed publish of a day, so it is
     * short: 132 bits of the key, which is a hash in base64.
     */
    public String claim(int partition, String key) {
        return prefixes[partition] + "k:" + key.substring(0, 22);
    }

    /** The same as the version before wrote it. */
    public String formerClaim(int partition, String key) {
        return prefixes[partition] + "claim:" + key;
    }

    /** What another room keeps here. */
    public String own(int partition, String name) {
        return prefixes[partition] + name;
    }

    public String history(int partition, Channel channel) {
        return prefixes[partition] + "h:" + channel.key();
    }

    /** What later events say of a history's messages. */
    public String overlay(int partition, Channel channel) {
        return prefixes[partition] + "r:" + channel.key();
    }

    /** The position from which a history is complete. */
    public String origin(int partition, Channel channel) {
        return prefixes[partition] + "o:" + channel.key();
    }
}
