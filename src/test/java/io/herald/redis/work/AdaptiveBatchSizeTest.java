package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.event.Channel;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveBatchSizeTest {

    private static final int MINIMUM = 250;
    private static final int MAXIMUM = 1_000;

    private final AdaptiveBatchSize adaptiveBatchSize = new AdaptiveBatchSize();

    @Test
    void the_batch_size_grows_during_a_backlog_up_to_a_limit() {
        assertEquals(MINIMUM, adaptiveBatchSize.entries());
        recordBatch(adaptiveBatchSize.entries(), 300, 1);
        assertEquals(2 * MINIMUM, adaptiveBatchSize.entries());
        recordBatch(adaptiveBatchSize.entries(), 300, 1);
        recordBatch(adaptiveBatchSize.entries(), 300, 1);
        assertEquals(MAXIMUM, adaptiveBatchSize.entries());
    }

    @Test
    void the_batch_size_is_reset_once_the_backlog_is_processed() {
        recordBatch(adaptiveBatchSize.entries(), 300, 1);
        recordBatch(adaptiveBatchSize.entries() - 1, 300, 1);
        assertEquals(MINIMUM, adaptiveBatchSize.entries());
    }

    @Test
    void large_entries_and_many_recipients_stay_in_small_batches() {
        recordBatch(adaptiveBatchSize.entries(), 60_000, 1);
        assertEquals(MINIMUM, adaptiveBatchSize.entries());
        recordBatch(adaptiveBatchSize.entries(), 300, 256);
        assertEquals(MINIMUM, adaptiveBatchSize.entries());
    }

    private void recordBatch(int entries, int bytes, int recipients) {
        List<Channel> to = Collections.nCopies(recipients, Channel.user("anna"));
        Event event = new Event(0, new EventId(1, 0), to, "notification", new byte[bytes], EventAttributes.DURABLE);
        adaptiveBatchSize.record(Collections.nCopies(entries, event));
    }
}
