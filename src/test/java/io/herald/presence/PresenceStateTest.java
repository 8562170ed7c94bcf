package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PresenceStateTest {

    private static final RawJson AWAY =
            new JsonWriter().object().field("away", true).endObject().raw();

    private final SteppedScriptRunner scripts = new SteppedScriptRunner();
    private final TestConnections testConnections = TestConnections.on(scripts);

    @Test
    void a_state_for_many_rooms_of_a_partition_costs_one_script_call() {
        update(50);
        assertEquals(1, scripts.times(", state, "));
        assertEquals(1, scripts.times("room-0, room-1, "));
    }

    @Test
    void a_script_call_has_a_bounded_number_of_rooms() {
        update(600);
        assertEquals(3, scripts.times(", state, "));
        assertEquals(1, scripts.times("room-599]"));
    }

    private void update(int rooms) {
        List<String> names =
                IntStream.range(0, rooms).mapToObj(i -> "room-" + i).toList();
        new PresenceQueries(testConnections.store(), null)
                .update("alice", names, AWAY)
                .await()
                .atMost(Duration.ofSeconds(5));
    }
}
