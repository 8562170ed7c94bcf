package io.herald.redis.layout;

import io.herald.event.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Assigns channels to partitions. The assignment must not change while the log holds data. */
public record Partitioning(int partitions) {

    public int partitionOf(Channel channel) {
        return partitionOf(channel.key());
    }

    public int partitionOf(String key) {
        int hash = key.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), partitions);
    }

    /**
     * Groups the channels of an {@linkplain io.herald.log.Append event} by partition. {@code everyone}, which is then the
     * only channel, belongs to all partitions: each user receives it from the partition of their own channel.
     */
    public Map<Integer, List<Channel>> groupByPartition(List<Channel> channels) {
        Map<Integer, List<Channel>> split = new TreeMap<>();
        if (channels.get(0).equals(Channel.EVERYONE)) {
            for (int partition = 0; partition < partitions; partition++) {
                split.put(partition, channels);
            }
            return split;
        }
        for (Channel channel : channels) {
            split.computeIfAbsent(partitionOf(channel), p -> new ArrayList<>()).add(channel);
        }
        return split;
    }
}
