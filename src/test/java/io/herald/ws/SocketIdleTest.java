package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The server closes a socket only if its client neither sends nor reads. */
class SocketIdleTest {

    private static final long IDLE = Duration.ofSeconds(90).toNanos();

    private final TestSocket client = new TestSocket();
    private final SocketConnection socket = client.socket();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void a_client_that_neither_sends_nor_reads_is_closed() {
        socket.checkLiveness(System.nanoTime() + IDLE);
        assertFalse(socket.isOpen());
    }

    @Test
    void a_client_that_sends_stays_connected() {
        long before = System.nanoTime();
        socket.alive();
        socket.checkLiveness(before + IDLE);
        assertTrue(socket.isOpen());
    }

    @Test
    void a_slow_client_that_reads_stays_connected() {
        long before = System.nanoTime();
        socket.drained();
        socket.checkLiveness(before + IDLE);
        assertTrue(socket.isOpen());
    }
}
