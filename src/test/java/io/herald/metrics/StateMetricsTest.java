package io.herald.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StateMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong orders = new AtomicLong(1);
    private final AtomicLong stock = new AtomicLong(2);

    @Test
    void each_state_has_metrics_of_its_own_that_follow_its_values() {
        register(orders, "orders");
        register(stock, "stock");
        orders.set(7);
        assertEquals(7, registry.get("test.rows").tag("name", "orders").gauge().value());
        assertEquals(2, registry.get("test.rows").tag("name", "stock").gauge().value());
        assertEquals(
                7,
                registry.get("test.sent")
                        .tag("name", "orders")
                        .functionCounter()
                        .count());
        assertEquals("seconds", registry.get("test.lag").gauge().getId().getBaseUnit());
        assertEquals("Rows.", registry.get("test.rows").gauge().getId().getDescription());
    }

    private void register(AtomicLong state, String name) {
        new StateMetrics<>(registry, "test.", state, "name", name)
                .gauge("rows", AtomicLong::get, "Rows.")
                .seconds("lag", AtomicLong::get, "Age.")
                .counter("sent", AtomicLong::get, "Sent.");
    }
}
