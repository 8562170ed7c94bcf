package io.herald.redis.layout;

import java.util.stream.IntStream;

/** The highest ids that this instance has seen, one for each partition. */
public final class HighWaterMarks {

    private final Seen[] marks;

    public HighWaterMarks(int partitions) {
        this.marks =
                IntStream.range(0, partitions).mapToObj(partition -> new Seen()).toArray(Seen[]::new);
    }

    public Seen of(int partition) {
        return marks[partition];
    }
}
