package io.herald.ops.disk;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk of PostgreSQL is full: publishing and streams continue, and the inbox is complete once there is space. */
@Tag("extended")
class PostgresDiskFullIT {

    private static final int NOTIFICATIONS = 40;

    /** PostgreSQL would compress a regular text, and find space for it. */
    private static final String LONG_TEXT = new Random(1)
            .ints(20_000, 'A', 'z')
            .filter(Character::isLetter)
            .mapToObj(Character::toString)
            .collect(joining());

    private final String user = "disk-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @Test
    void while_the_disk_is_full_publishing_continues_and_the_inbox_is_complete_afterwards() {
        assumeTrue(SmallDisk.isAvailable(), "SKIPPED: this user may not mount a file system");
        try (SmallDisk disk = SmallDisk.mounted("256m");
                PostgresServerProcess postgres = PostgresServerProcess.startedIn(disk.path());
                HeraldProcess herald = HeraldProcess.start(postgres.settings())) {
            herald.awaitSchema();
            Api publisher = new Api(herald.baseUri(), Tokens.publisher("shop"));
            Api own = new Api(herald.baseUri(), token);
            try (SseClient stream = herald.stream(token)) {
                publish(publisher, "first");
                awaitUnread(own, 1);
                disk.fill();
                for (int i = 1; i < NOTIFICATIONS; i++) {
                    publish(publisher, "n" + i);
                }
                stream.awaitCount("notification", NOTIFICATIONS);
                Await.until(
                        "the inbox is behind",
                        () -> own.get("/q/health/ready").body().contains("degraded: behind"));
                assertEquals(200, own.get("/q/health/ready").statusCode());

                disk.free();
                awaitUnread(own, NOTIFICATIONS);
            }
        }
    }

    private void publish(Api publisher, String title) {
        String body = "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title
                + "\",\"data\":{\"text\":\"" + LONG_TEXT + "\"}}";
        assertEquals(202, publisher.publish(body).statusCode());
    }

    private static void awaitUnread(Api own, int count) {
        Await.until(
                count + " items in the inbox",
                Duration.ofSeconds(60),
                () -> own.get("/api/v1/inbox/unread").body().contains("\"unread\":" + count + ","));
    }
}
