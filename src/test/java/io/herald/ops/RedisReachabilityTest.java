package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.ops.LogMonitor.State;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisReachabilityTest {

    private final RedisReachability redisReachability = new RedisReachability();

    @Test
    void redis_that_answers_again_and_again_means_that_this_instance_is_stuck() {
        assertEquals(Optional.of(State.STUCK), add(true, true, true, true, true));
    }

    @Test
    void a_few_answers_may_be_those_of_a_redis_that_has_just_come_back() {
        assertEquals(Optional.empty(), add(true, true, true, true));
    }

    @Test
    void a_single_late_answer_neither_starts_the_count_anew_nor_means_an_absence() {
        assertEquals(Optional.empty(), add(true, true, false));
        assertEquals(Optional.of(State.STUCK), add(true, false, true, true));
        assertEquals(Optional.of(State.STUCK), add(false));
    }

    @Test
    void no_answer_twice_means_that_redis_is_away() {
        assertEquals(Optional.of(State.AWAY), add(true, true, true, true, true, false, false));
        assertEquals(Optional.empty(), add(true), "what came before does not count");
    }

    private Optional<State> add(boolean... all) {
        Optional<State> last = Optional.empty();
        for (boolean answer : all) {
            last = redisReachability.add(answer);
        }
        return last;
    }
}
