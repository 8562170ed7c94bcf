package io.herald.ops.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.ImageMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpTest {

    @ParameterizedTest
    @CsvSource({"PT10S, JVM, true", "PT0S, JVM, false", "PT10S, NATIVE_RUN, false", "PT0S, NATIVE_RUN, false"})
    void it_is_enabled_on_a_jvm_with_a_positive_limit(Duration limit, ImageMode mode, boolean enabled) {
        assertEquals(enabled, WarmUp.isEnabled(limit, mode));
    }

    @Test
    void only_the_end_makes_an_instance_ready() {
        for (WarmUpState state : WarmUpState.values()) {
            assertEquals(state != WarmUpState.PENDING && state != WarmUpState.RUNNING, state.isFinal(), state::name);
        }
    }
}
