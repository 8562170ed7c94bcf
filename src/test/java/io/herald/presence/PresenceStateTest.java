package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertEquals(List.of(rooms(50)), update(50));
    }

    @Test
    void a_script_call_has_a_bounded_number_of_rooms() {
        List<List<String>> calls = update(600);
        assertEquals(rooms(600), calls.stream().flatMap(List::stream).toList());
        assertTrue(calls.stream().allMatch(rooms -> rooms.size() <= 256), calls::toString);
    }

    private static List<String> rooms(int count) {
        return IntStream.range(0, count).mapToObj(i -> "room-" + i).toList();
    }

    /** Returns the rooms of each call. */
    private List<List<String>> update(int rooms) {
        new PresenceQueries(testConnections.store(), null)
                .update("alice", rooms(rooms), AWAY)
                .await()
                .atMost(Duration.ofSeconds(5));
        return scripts.stateUpdatesOf("alice");
    }
}
