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

    private static final int LEAST = 250;
    private static final int MOST = 1_000;

    private final AdaptiveBatchSize adaptiveBatchSize = new AdaptiveBatchSize();

    @Test
    void what_there_is_much_of_goes_in_larger_batches_up_to_a_bound() {
        assertEquals(LEAST, adaptiveBatchSize.entries());
        had(adaptiveBatchSize.entries(), 300, 1);
        assertEquals(2 * LEAST, adaptiveBatchSize.entries());
        had(adaptiveBatchSize.entries(), 300, 1);
        had(adaptiveBatchSize.entries(), 300, 1);
        assertEquals(MOST, adaptiveBatchSize.entries());
    }

    @Test
    void a_worker_that_is_abreast_begins_small_again() {
        had(adaptiveBatchSize.entries(), 300, 1);
        had(adaptiveBatchSize.entries() - 1, 300, 1);
        assertEquals(LEAST, adaptiveBatchSize.entries());
    }

    @Test
    void large_entries_and_many_recipients_stay_in_small_batches() {
        had(adaptiveBatchSize.entries(), 60_000, 1);
        assertEquals(LEAST, adaptiveBatchSize.entries());
        had(adaptiveBatchSize.entries(), 300, 256);
        assertEquals(LEAST, adaptiveBatchSize.entries());
    }

    private void had(int entries, int bytes, int recipients) {
        List<Channel> to = Collections.nCopies(recipients, Channel.user("anna"));
        Event event = new Event(0, new EventId(1, 0), to, "notification", new byte[bytes], EventAttributes.DURABLE);
        adaptiveBatchSize.record(Collections.nCopies(entries, event));
    }
}
