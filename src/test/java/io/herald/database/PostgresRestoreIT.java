package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is lost when PostgreSQL is restored from a backup, and what clients observe. */
@Tag("extended")
class PostgresRestoreIT {

    private static final Path AFTER_A_RESTORE = Path.of("sql", "restored.sql");
    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");

    private final String user = "restored-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @Test
    void a_restore_loses_later_items_of_inboxes_and_clients_follow_again() throws IOException {
        try (PostgresServerProcess postgres = PostgresServerProcess.started();
                HeraldProcess herald = HeraldProcess.start(postgres.settings())) {
            herald.awaitSchema();
            Api publisher = new Api(herald.baseUri(), Tokens.publisher("shop"));
            Api own = new Api(herald.baseUri(), token);
            publisher.notify(user, "before");
            awaitInbox(own, "before");
            readAll(own);
            Path backup = postgres.backUp();
            try (SseClient stream = herald.stream(token)) {
                Await.until(
                        "publishing works",
                        () -> publisher.notify(user, "after").statusCode() == 202);
                awaitInbox(own, "after");
                readAll(own);
                long known = version(stream);

                postgres.restore(backup);
                awaitInbox(own, "before");
                assertFalse(
                        own.get("/api/v1/inbox").body().contains("\"title\":\"after\""), "it came after the backup");
                assertTrue(history(own).contains("\"title\":\"after\""), "the log has it until its retention");

                // Without it, clients would ignore the changes until the number of changes reaches the earlier one.
                postgres.execute(Files.readString(AFTER_A_RESTORE));
                int changes = stream.events("inbox.changed").size();
                publisher.notify(user, "new");
                awaitInbox(own, "new");
                readAll(own);
                stream.awaitCount("inbox.changed", changes + 1);
                assertTrue(version(stream) > known, stream::toString);
            }
        }
    }

    private String history(Api own) {
        return own.get("/api/v1/channels/user:" + user + "/events").body();
    }

    private static void readAll(Api own) {
        Await.until(
                "the inbox can be changed",
                () -> own.post("/api/v1/inbox/read", "{}").statusCode() / 100 == 2);
    }

    private static void awaitInbox(Api own, String title) {
        Await.until(title, () -> own.get("/api/v1/inbox").body().contains("\"title\":\"" + title + "\""));
    }

    /** Returns the version of the last change that the stream has reported. */
    private static long version(SseClient stream) {
        Matcher version = VERSION.matcher(stream.await("inbox.changed").data());
        long last = 0;
        for (var event : stream.events("inbox.changed")) {
            version.reset(event.data());
            last = version.find() ? Long.parseLong(version.group(1)) : last;
        }
        return last;
    }
}
