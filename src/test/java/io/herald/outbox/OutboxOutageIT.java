package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Outages of one database, or of Redis, delay the rows that need it and nothing else. */
@Tag("extended")
class OutboxOutageIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String user = "outbox-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    private static boolean isHealth(Api api, String state) {
        return api.get("/q/health/ready").body().contains(state);
    }

    @Test
    void a_database_that_hangs_affects_neither_other_databases_nor_the_service() {
        try (PostgresServerProcess stockServer = PostgresServerProcess.started()) {
            OutboxTestDatabase stock = OutboxTestDatabase.create(stockServer.settings());
            OutboxTestDatabase orders = OutboxTestDatabase.create(TestServers.settings());
            Map<String, String> settings = new HashMap<>(orders.settings("orders"));
            settings.putAll(stock.settings("stock"));
            settings.put("herald.log.key-prefix", user);
            try (HeraldProcess herald = HeraldProcess.start(settings)) {
                Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
                SseClient stream = herald.stream(token);
                Await.until("both answer", () -> !isHealth(api, "connecting"));
                stock.notify(user, "stock 1", user);
                stream.awaitCount("notification", 1);
                stockServer.hang();
                Await.until("the outage is reported", TIMEOUT, () -> isHealth(api, "degraded: unreachable"));
                orders.notify(user, "orders", user);
                assertEquals(202, api.notify(user, "rest").statusCode());
                stream.awaitCount("notification", 3);
                assertEquals(200, api.get("/q/health/ready").statusCode());
                assertEquals(1, api.metric("herald_degraded{part=\"outbox\"}"));
                assertEquals(0, api.metric("herald_outbox_connected{database=\"stock\"}"));
                assertEquals(1, api.metric("herald_outbox_connected{database=\"orders\"}"));
                stockServer.resume();
                stock.notify(user, "stock 2", user);
                Await.until(
                        "the row is sent",
                        TIMEOUT,
                        () -> stream.events("notification").size() == 4);
                Await.until("the recovery is reported", TIMEOUT, () -> !isHealth(api, "degraded"));
            }
        }
    }

    @Test
    void rows_wait_while_redis_is_down_and_are_sent_once_and_in_order_afterwards() {
        OutboxTestDatabase orders = OutboxTestDatabase.create(TestServers.settings());
        try (RedisServerProcess redis = RedisServerProcess.started("--appendonly", "yes")) {
            Map<String, String> settings = new HashMap<>(orders.settings("orders"));
            settings.put("quarkus.redis.hosts", "redis://127.0.0.1:" + redis.port());
            try (HeraldProcess herald = HeraldProcess.start(settings)) {
                SseClient stream = herald.stream(token);
                orders.notify(user, "1", user);
                stream.awaitCount("notification", 1);
                redis.kill();
                for (String title : List.of("2", "3", "4")) {
                    orders.notify(user, title, user);
                }
                Api api = new Api(herald.baseUri(), token);
                Await.until("the rows wait", () -> api.metric("herald_outbox_rows{database=\"orders\"}") == 3);
                redis.start();
                Await.until("the rows are deleted", TIMEOUT, orders::isEmpty);
                orders.notify(user, "5", user);
                Await.until(
                        "the last one", TIMEOUT, () -> OutboxIT.titles(stream).contains("5"));
                assertEquals(List.of("1", "2", "3", "4", "5"), OutboxIT.titles(stream));
                assertEquals(0, orders.query("SELECT id FROM herald.dead").size());
            }
        }
    }
}
