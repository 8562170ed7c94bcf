package io.herald.log;

import io.herald.event.Channel;
import java.util.stream.IntStream;

/** Where things are in Redis. All keys of a partition share a hash tag, so that a script stays on one node. */
final class Keys {

    private final String[] prefixes;

    Keys(String prefix, int partitions) {
        prefixes = IntStream.range(0, partitions)
                .mapToObj(partition -> prefix + ":{" + partition + "}:")
                .toArray(String[]::new);
    }

    String meta(int partition) {
        return prefixes[partition] + "meta";
    }

    String tail(int partition) {
        return prefixes[partition] + "tail";
    }

    String history(int partition, Channel channel) {
        return prefixes[partition] + "h:" + channel.key();
    }
}
