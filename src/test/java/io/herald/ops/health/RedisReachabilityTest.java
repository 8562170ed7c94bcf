package io.herald.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisReachabilityTest {

    private final RedisReachability redisReachability = new RedisReachability();

    @Test
    void repeated_answers_of_redis_mean_that_this_instance_is_stuck() {
        assertEquals(Optional.of(TailState.STUCK), add(true, true, true, true, true));
    }

    @Test
    void a_few_answers_are_not_conclusive_because_redis_may_have_just_restarted() {
        assertEquals(Optional.empty(), add(true, true, true, true));
    }

    @Test
    void a_single_missing_answer_neither_resets_the_count_nor_means_unreachable() {
        assertEquals(Optional.empty(), add(true, true, false));
        assertEquals(Optional.of(TailState.STUCK), add(true, false, true, true));
        assertEquals(Optional.of(TailState.STUCK), add(false));
    }

    @Test
    void two_missing_answers_mean_that_redis_is_unreachable() {
        assertEquals(Optional.of(TailState.UNREACHABLE), add(true, true, true, true, true, false, false));
        assertEquals(Optional.empty(), add(true), "earlier answers do not count");
    }

    private Optional<TailState> add(boolean... all) {
        Optional<TailState> last = Optional.empty();
        for (boolean answer : all) {
            last = redisReachability.add(answer);
        }
        return last;
    }
}
