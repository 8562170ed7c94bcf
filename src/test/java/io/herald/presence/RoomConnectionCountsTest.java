package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Redis receives the last count of each user and room, whatever happens to a write. */
class RoomConnectionCountsTest {

    private final SteppedScriptRunner scripts = new SteppedScriptRunner();
    private final List<Throwable> failures = new ArrayList<>();
    private final RoomConnectionCounts counts =
            new RoomConnectionCounts(TestConnections.on(scripts).store(), "instance", failures::add);

    private void add() {
        counts.add("ops", "alice", 1, Duration.ZERO);
    }

    @Test
    void a_write_that_throws_is_reported_and_does_not_block_the_next() {
        scripts.isBroken = true;
        add();
        assertEquals(1, failures.size());
        scripts.isBroken = false;
        add();
        assertEquals(2, scripts.connections("ops", "alice"));
    }

    @Test
    void a_write_that_throws_is_repeated_with_all_others() {
        scripts.isBroken = true;
        add();
        scripts.isBroken = false;
        counts.writeAll().forEach(write -> write.await().indefinitely());
        assertEquals(1, scripts.connections("ops", "alice"));
    }
}
