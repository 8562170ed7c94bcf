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
     * Groups channels by partition. {@code everyone} belongs to all partitions, because each user receives it from the
     * partition of their own channel. It must not be combined with other channels.
     */
    public Map<Integer, List<Channel>> groupByPartition(List<Channel> channels) {
        Map<Integer, List<Channel>> split = new TreeMap<>();
        for (Channel channel : channels) {
            if (channel.equals(Channel.EVERYONE)) {
                for (int partition = 0; partition < partitions; partition++) {
                    split.put(partition, List.of(channel));
                }
            } else {
                split.computeIfAbsent(partitionOf(channel), p -> new ArrayList<>())
                        .add(channel);
            }
        }
        return split;
    }
}
