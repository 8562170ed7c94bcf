package io.herald.redis.layout;

import java.util.stream.IntStream;

/** Holds the high-water marks of all partitions. */
public final class HighWaterMarks {

    private final HighWaterMark[] marks;

    public HighWaterMarks(int partitions) {
        this.marks = IntStream.range(0, partitions)
                .mapToObj(partition -> new HighWaterMark())
                .toArray(HighWaterMark[]::new);
    }

    /** Holds the last entries that were appended over the connection, because the log may be replaced by one without them. */
    public void connectionLost(Object connection) {
        for (HighWaterMark mark : marks) {
            mark.connectionLost(connection);
        }
    }

    public HighWaterMark forPartition(int partition) {
        return marks[partition];
    }
}
