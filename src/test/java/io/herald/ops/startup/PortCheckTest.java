package io.herald.ops.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortCheckTest {

    private static final String LOOPBACK = "127.0.0.1";

    @Test
    void a_port_in_use_is_named_with_the_setting_that_changes_it() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            int port = other.getLocalPort();
            assertEquals(
                    "port %d is in use. Set another one, for example QUARKUS_HTTP_PORT=%d (quarkus.http.port)."
                            .formatted(port, port + 1),
                    PortCheck.violation(LOOPBACK, port).orElse(""));
        }
    }

    @Test
    void a_free_port_and_any_port_pass() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            free = socket.getLocalPort();
        }
        assertEquals(Optional.empty(), PortCheck.violation(LOOPBACK, free));
        assertEquals(Optional.empty(), PortCheck.violation(LOOPBACK, 0));
    }

    @Test
    void an_address_of_another_machine_is_reported_with_the_reason() {
        String violation = PortCheck.violation("192.0.2.1", 8080).orElse("");
        assertTrue(violation.startsWith("port 8080 cannot be opened ("), violation);
    }
}
