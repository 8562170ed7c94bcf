package io.herald.redis.layout;

import io.herald.event.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which partition a channel belongs to. Never to be changed for a log that holds something. */
public record Partitioning(int partitions) {

    public int of(Channel channel) {
        return of(channel.key());
    }

    public int of(String key) {
        int hash = key.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16), partitions);
    }

    /** Everyone hears it in the partition of their own channel, so what goes to everyone goes to each. */
    public Map<Integer, List<Channel>> split(List<Channel> channels) {
        Map<Integer, List<Channel>> split = new TreeMap<>();
        for (Channel channel : channels) {
            if (channel.equals(Channel.EVERYONE)) {
                for (int partition = 0; partition < partitions; partition++) {
                    split.put(partition, List.of(channel));
                }
            } else {
                split.computeIfAbsent(of(channel), p -> new ArrayList<>()).add(channel);
            }
        }
        return split;
    }
}
