package io.herald.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The delivered rows are the committed rows, each once, in order, although instances and databases are killed. */
@Tag("extended")
class OutboxCrashIT {

    private static final Pattern TITLE = Pattern.compile("\"title\":\"(([^\"/]*)/[^\"]*)\"");

    /** Of each database. */
    private static final int TRANSACTIONS = Integer.getInteger("herald.outbox.transactions", 1_000);

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final String user = "outbox-" + UUID.randomUUID();

    @Test
    void each_committed_row_is_delivered_once_and_in_order_over_kills_of_an_instance_and_a_database() {
        try (PostgresServerProcess ordersServer = PostgresServerProcess.started();
                PostgresServerProcess stockServer = PostgresServerProcess.started()) {
            OutboxTestDatabase orders = OutboxTestDatabase.create(ordersServer.settings());
            OutboxTestDatabase stock = OutboxTestDatabase.create(stockServer.settings());
            OutboxWriters ordersWriters = new OutboxWriters(orders, "orders", user, TRANSACTIONS);
            OutboxWriters stockWriters = new OutboxWriters(stock, "stock", user, TRANSACTIONS);
            Map<String, String> settings = new HashMap<>(orders.settings("orders"));
            settings.putAll(stock.settings("stock"));
            settings.put("herald.log.key-prefix", user);
            try (HeraldProcess killed = HeraldProcess.start(settings);
                    HeraldProcess survivor = HeraldProcess.start(settings)) {
                SseClient stream = survivor.stream(Tokens.of(user).sign());
                CompletableFuture<Void> writing = CompletableFuture.allOf(ordersWriters.start(), stockWriters.start());
                awaitBegun(ordersWriters, TRANSACTIONS / 4);
                killed.kill();
                awaitBegun(ordersWriters, TRANSACTIONS / 2);
                ordersServer.kill();
                ordersServer.start();
                try (HeraldProcess replacement = HeraldProcess.start(settings)) {
                    writing.join();
                    Map<String, List<String>> committed = new TreeMap<>(ordersWriters.committed());
                    committed.putAll(stockWriters.committed());
                    int rows = committed.values().stream().mapToInt(List::size).sum();
                    assertTrue(rows > TRANSACTIONS, "committed: " + rows);
                    Await.until("the tables are empty", TIMEOUT, () -> orders.isEmpty() && stock.isEmpty());
                    Await.until(rows + " rows in " + stream, TIMEOUT, () -> count(delivered(stream)) >= rows);
                    assertEquals(committed, delivered(stream));
                    assertTrue(replacement.isRunning());
                }
            }
        }
    }

    private static void awaitBegun(OutboxWriters writers, int transactions) {
        Await.until(transactions + " transactions", TIMEOUT, () -> writers.begun() >= transactions);
    }

    private static int count(Map<String, List<String>> delivered) {
        return delivered.values().stream().mapToInt(List::size).sum();
    }

    /** Returns the titles that the stream has received, by key and in order. */
    private static Map<String, List<String>> delivered(SseClient stream) {
        Map<String, List<String>> byKey = new TreeMap<>();
        stream.events().forEach(event -> {
            Matcher title = TITLE.matcher(event.data());
            if (title.find()) {
                byKey.computeIfAbsent(title.group(2), key -> new ArrayList<>()).add(title.group(1));
            }
        });
        return byKey;
    }
}
