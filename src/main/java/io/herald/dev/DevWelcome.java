package io.herald.dev;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** What a developer needs first: the address, a command that works, and the demo users. */
final class DevWelcome {

    private static final long POLL_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int OK = 200;
    private static final Pattern MIGRATED = Pattern.compile(
            "\"name\": ?\"database\",\\s*\"status\": ?\"UP\",\\s*\"data\": ?\\{\\s*\"state\": ?\"up to date\"");

    private DevWelcome() {}

    /** Waits until the service is ready, so that the command works. Prints nothing if it does not become ready. */
    static void print(int port) {
        long start = System.nanoTime();
        while (!isReady(port)) {
            if (System.nanoTime() - start > LONGEST_NANOS) {
                return;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        System.out.println(text(port));
    }

    /** Returns whether the service is ready, with all migrations of the database, whose log lines precede the welcome. */
    private static boolean isReady(int port) {
        try {
            URI probe = URI.create("http://127.0.0.1:%d/q/health/ready".formatted(port));
            HttpURLConnection connection = (HttpURLConnection) probe.toURL().openConnection();
            try (InputStream body = connection.getInputStream()) {
                String checks = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                return connection.getResponseCode() == OK
                        && MIGRATED.matcher(checks).find();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Both lines of the command can be copied at once. */
    static String text(int port) {
        return """

            Herald is ready.

              Console     http://localhost:%1$d/
              API         http://localhost:%1$d/q/swagger-ui
              Demo users  alice and bob (users), shop (may publish), ops (administrator)

              Open the console as alice, then send her a notification:

            TOKEN=$(curl -fsS 'localhost:%1$d/dev/token?sub=shop&groups=publisher'); \\
            curl localhost:%1$d/api/v1/notifications -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"to":{"users":["alice"]},"type":"success","title":"It works"}'
            """.formatted(port);
    }
}
