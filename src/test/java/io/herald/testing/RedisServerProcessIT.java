package io.herald.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** The fixture itself: tests rely on a Redis that really hangs and dies. */
class RedisServerProcessIT {

    private static final int SHORT_MILLIS = 200;

    @Test
    void a_suspended_redis_answers_only_after_it_is_resumed() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            redis.hang();
            assertThrows(SocketTimeoutException.class, () -> ping(redis));
            redis.resume();
            assertEquals('+', ping(redis));
        }
    }

    @Test
    void a_killed_redis_restarts_at_the_same_address() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.started()) {
            String url = redis.url();
            redis.kill();
            assertThrows(IOException.class, () -> ping(redis));
            redis.start();
            assertEquals(url, redis.url());
            assertEquals('+', ping(redis));
        }
    }

    private static int ping(RedisServerProcess redis) throws IOException {
        URI address = URI.create(redis.url());
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(SHORT_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes());
            return socket.getInputStream().read();
        }
    }
}
