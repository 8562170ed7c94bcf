package io.herald.ops.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Await;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.inject.Instance;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmUpTest {

    @ParameterizedTest
    @CsvSource({"PT10S, JVM, true", "PT0S, JVM, false", "PT10S, NATIVE_RUN, false", "PT0S, NATIVE_RUN, false"})
    void it_is_enabled_on_a_jvm_with_a_positive_limit(Duration limit, ImageMode mode, boolean enabled) {
        assertEquals(enabled, WarmUp.isEnabled(limit, mode));
    }

    /** For example a class that is missing in the classpath. Without this, the instance would never become ready. */
    @Test
    void an_error_ends_the_warm_up() {
        OtherChecks failing = new OtherChecks(failing(new NoClassDefFoundError("io/herald/Missing")));
        WarmUp warmUp = new WarmUp(() -> Duration.ofSeconds(10), null, failing, null);
        warmUp.start(new StartupEvent());
        Await.until("the warm-up has ended", () -> warmUp.state() == WarmUpState.FAILED);
    }

    @Test
    void only_the_end_makes_an_instance_ready() {
        for (WarmUpState state : WarmUpState.values()) {
            assertEquals(state != WarmUpState.PENDING && state != WarmUpState.RUNNING, state.isFinal(), state::name);
        }
    }

    @SuppressWarnings("unchecked")
    private static Instance<HealthCheck> failing(Error error) {
        return (Instance<HealthCheck>) Proxy.newProxyInstance(
                WarmUpTest.class.getClassLoader(), new Class<?>[] {Instance.class}, (p, m, a) -> {
                    throw error;
                });
    }
}
