package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is lost when Redis is restored from its append-only file, from a snapshot, and from nothing, and how a client learns of it. */
@Tag("extended")
class RedisRestoreIT {

    private static final Pattern TITLE = Pattern.compile("\"title\":\"([^\"]*)\"");

    @TempDir
    static Path directory;

    private final String user = "restored-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();
    private final int port = FreePorts.free();

    @Test
    void each_kind_of_backup_loses_later_events_and_resets_clients() throws IOException {
        Path original = Files.createDirectory(directory.resolve("original"));
        Path snapshot = Files.createDirectory(directory.resolve("snapshot"));
        Path nothing = Files.createDirectory(directory.resolve("nothing"));
        RedisServerProcess redis = RedisServerProcess.startedAt(port, "--dir", original.toString());
        try (HeraldProcess herald = HeraldProcess.start(redis.settings())) {
            Api publisher = new Api(herald.baseUri(), Tokens.publisher("shop"));
            notify(publisher, "before");
            redis.execute("SAVE");
            Files.copy(original.resolve("dump.rdb"), snapshot.resolve("dump.rdb"));
            String cursor;
            try (SseClient stream = herald.stream(token)) {
                notify(publisher, "after");
                cursor = stream.await("notification").id();
            }

            redis.kill();
            redis = RedisServerProcess.startedAt(port, "--dir", original.toString());
            try (SseClient stream = resume(herald, cursor)) {
                assertEquals(0, stream.events("reset").size(), "the append-only file loses nothing");
                assertEquals(Set.of("before", "after"), history(herald));
                notify(publisher, "later");
                stream.await(event -> event.data().contains("later"));
            }
            awaitInbox(herald, "later");

            redis.kill();
            redis = RedisServerProcess.startedAt(port, "--dir", snapshot.toString(), "--appendonly", "no");
            notify(publisher, "later still");
            assertEquals(Set.of("before", "later still"), history(herald), "the snapshot has what came before it");
            List<SseEvent> received = resumeUntil(herald, cursor, "later still");
            assertTrue(
                    has(received, "later") || isReset(received), "an instance may have in memory what Redis has lost");
            awaitInbox(herald, "later still");

            redis.kill();
            redis = RedisServerProcess.startedAt(port, "--dir", nothing.toString(), "--appendonly", "no");
            notify(publisher, "last");
            assertEquals(Set.of("last"), history(herald));
            assertTrue(isReset(resumeUntil(herald, cursor, "last")));
            for (String title : List.of("before", "after", "later", "later still", "last")) {
                awaitInbox(herald, title);
            }
        } finally {
            redis.close();
        }
    }

    /** Reconnects like an EventSource until a stream has the event, and returns what this stream has received. */
    private List<SseEvent> resumeUntil(HeraldProcess herald, String cursor, String title) {
        List<SseEvent> received = new ArrayList<>();
        Await.until(title, () -> {
            try (SseClient stream = resume(herald, cursor)) {
                Await.until(stream + " ends or has " + title, () -> stream.hasEnded() || has(stream.events(), title));
                received.clear();
                received.addAll(stream.events());
                return has(received, title);
            }
        });
        return received;
    }

    private static boolean has(List<SseEvent> events, String title) {
        return events.stream().anyMatch(event -> event.data().contains("\"title\":\"" + title + "\""));
    }

    private static boolean isReset(List<SseEvent> events) {
        return events.stream()
                .anyMatch(event -> event.is("reset") && event.data().contains("\"lost\""));
    }

    private void notify(Api publisher, String title) {
        Await.until("publishing works", () -> publisher.notify(user, title).statusCode() == 202);
    }

    /** A notification that still waits for the projection is lost with Redis. */
    private void awaitInbox(HeraldProcess herald, String title) {
        Api own = new Api(herald.baseUri(), token);
        Await.until(
                "the inbox has " + title,
                () -> own.get("/api/v1/inbox").body().contains("\"title\":\"" + title + "\""));
    }

    /** Reconnects until the instance has found the restored Redis, as an EventSource does. */
    private SseClient resume(HeraldProcess herald, String cursor) {
        while (true) {
            SseClient stream = SseClient.resume(herald.baseUri().resolve("/api/v1/stream"), token, cursor);
            if (stream.await(event -> event.is("ready") || event.is("unavailable"))
                    .is("ready")) {
                return stream;
            }
            stream.close();
        }
    }

    private Set<String> history(HeraldProcess herald) {
        String path = "/api/v1/channels/user:" + user + "/events";
        Api own = new Api(herald.baseUri(), token);
        // The connection for reads may return later than the one for appends.
        Await.until("reading works", () -> own.get(path).statusCode() == 200);
        return TITLE.matcher(own.get(path).body())
                .results()
                .map(title -> title.group(1))
                .collect(Collectors.toSet());
    }
}
