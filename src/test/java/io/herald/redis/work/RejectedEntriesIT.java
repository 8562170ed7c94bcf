package io.herald.redis.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Secrets;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Entries that PostgreSQL rejects permanently, here because of an added constraint, do not block the queue. */
@Tag("extended")
class RejectedEntriesIT {

    private static final String QUEUE = "herald:{0}:work";

    private final String user = "aside-" + UUID.randomUUID();
    private final String room = "aside-" + UUID.randomUUID();
    private final String poison = Secrets.register("poison-" + UUID.randomUUID());

    @Test
    void a_permanently_rejected_entry_is_set_aside_and_the_others_are_processed() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                PostgresServerProcess postgres = PostgresServerProcess.started();
                HeraldProcess herald = HeraldProcess.start(settings(redis, postgres))) {
            herald.awaitSchema();
            Api admin = new Api(
                    herald.baseUri(),
                    Tokens.of("root").groups("admin", "publisher").sign());
            assertEquals(
                    201,
                    admin.put("/api/v1/rooms/" + room, "{\"keep\":\"P30D\"}").statusCode());
            postgres.execute("ALTER TABLE notification ADD CHECK (content NOT LIKE '%poison%')");
            postgres.execute("ALTER TABLE kept_message ADD CHECK (content NOT LIKE '%poison%')");

            postgres.hang();
            for (String text : List.of("one", poison, "two")) {
                assertEquals(202, admin.notify(user, text).statusCode());
                assertEquals(
                        202,
                        admin.post("/api/v1/rooms/" + room + "/messages", "{\"content\":\"" + text + "\"}")
                                .statusCode());
            }
            assertEquals("6", String.valueOf(redis.execute("XLEN", QUEUE)));
            postgres.resume();

            Await.until("the work queue is empty", () -> "0".equals(String.valueOf(redis.execute("XLEN", QUEUE))));
            String inbox = new Api(herald.baseUri(), Tokens.of(user).sign())
                    .get("/api/v1/inbox")
                    .body();
            assertTrue(inbox.contains("\"one\"") && inbox.contains("\"two\""), inbox);
            assertFalse(inbox.contains(poison), inbox);
            assertEquals("2", String.valueOf(redis.execute("XLEN", QUEUE + ":aside")));
            String metrics = new Api(herald.baseUri(), "").get("/q/metrics").body();
            assertTrue(metrics.contains("\nherald_work_aside_total 2.0\n"), "the metric does not count them");
            List<String> lines = herald.log().stream()
                    .filter(line -> line.contains("work.entry.rejected"))
                    .toList();
            assertEquals(2, lines.size(), "logged once each: " + lines);
            assertTrue(lines.stream().allMatch(line -> line.contains("PgException 23514")), lines::toString);

            redis.flush();
            Await.until("the kept messages are returned", () -> {
                String kept =
                        admin.get("/api/v1/channels/room:" + room + "/events").body();
                boolean all = kept.contains("\"one\"") && kept.contains("\"two\"");
                assertTrue(all || kept.contains("\"reset\":true"), "missing without a reset: " + kept);
                return all;
            });
        }
    }

    private static Map<String, String> settings(RedisServerProcess redis, PostgresServerProcess postgres) {
        Map<String, String> settings = new TreeMap<>(postgres.settings());
        settings.putAll(redis.settings());
        return settings;
    }
}
