package io.herald.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The harness itself: a test that stops a Redis which does not stop proves nothing. */
class RedisServerProcessIT {

    private static final int SHORT_MILLIS = 200;

    @Test
    void hangs_and_comes_back() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.hang();
            assertThrows(SocketTimeoutException.class, () -> ask(redis));
            redis.resume();
            assertEquals('+', ask(redis));
        }
    }

    @Test
    void is_killed_and_starts_again_at_the_same_address() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            String url = redis.url();
            redis.kill();
            assertThrows(IOException.class, () -> ask(redis));
            redis.start();
            assertEquals(url, redis.url());
            assertEquals('+', ask(redis));
        }
    }

    private static int ask(RedisServerProcess redis) throws IOException {
        URI address = URI.create(redis.url());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(SHORT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes());
            return socket.getInputStream().read();
        }
    }
}
