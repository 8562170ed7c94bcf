package io.herald.ops.warmup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.ops.warmup.LoopbackAddress.Endpoint;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopbackAddressTest {

    private final LoopbackAddress address = new LoopbackAddress();

    @Test
    void a_server_on_all_addresses_is_reached_on_loopback() throws InterruptedException {
        address.onStart(
                new HttpServerStart(new HttpServerOptions().setHost("0.0.0.0").setPort(8080)));
        Endpoint endpoint = address.await(Duration.ofSeconds(1));
        assertTrue(endpoint.address().getAddress().isLoopbackAddress());
        assertEquals(8080, endpoint.address().getPort());
    }

    /** The number that Quarkus uses for {@code quarkus.http.port=0}. */
    @Test
    void a_server_on_a_random_port_cannot_be_reached() {
        address.onStart(
                new HttpServerStart(new HttpServerOptions().setHost("localhost").setPort(-2)));
        Throwable failure = assertThrows(IllegalStateException.class, () -> address.await(Duration.ofSeconds(1)));
        assertTrue(failure.getMessage().endsWith("Its port is random."), failure.getMessage());
    }
}
