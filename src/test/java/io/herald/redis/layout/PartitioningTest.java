package io.herald.redis.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitioningTest {

    private final Partitioning partitioning = new Partitioning(3);

    @Test
    void everyone_belongs_to_all_partitions() {
        List<Channel> everyone = List.of(Channel.EVERYONE);
        assertEquals(Map.of(0, everyone, 1, everyone, 2, everyone), partitioning.groupByPartition(everyone));
    }

    @Test
    void each_user_belongs_to_one_partition_in_the_order_of_the_users() {
        List<Channel> users =
                IntStream.range(0, 50).mapToObj(i -> Channel.user("u" + i)).toList();
        Map<Integer, List<Channel>> groups = partitioning.groupByPartition(users);
        assertEquals(3, groups.size());
        groups.forEach((partition, group) -> assertEquals(
                users.stream()
                        .filter(user -> partitioning.partitionOf(user) == partition)
                        .toList(),
                group));
    }
}
