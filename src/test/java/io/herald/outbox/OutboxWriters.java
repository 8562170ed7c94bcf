package io.herald.outbox;

import io.herald.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Concurrent writers of one database. Each transaction writes one row for one user: a notification, or an event for the user's
 * channel. A third is rolled back, and some are held back before the commit. The commits of a key do not overlap, so that their
 * order is known.
 */
final class OutboxWriters {

    private static final int WRITERS = 8;
    private static final int KEYS = 40;

    /** How long a killed server may need to recover on a busy disk. */
    private static final Duration RECOVERY = Duration.ofMinutes(2);

    private final OutboxTestDatabase database;
    private final String name;
    private final String user;
    private final int transactions;
    private final AtomicInteger next = new AtomicInteger();

    /** The rows of each key, in the order of their commits, including those whose commit failed. */
    private final Map<String, List<String>> attempted = new ConcurrentHashMap<>();

    OutboxWriters(OutboxTestDatabase database, String name, String user, int transactions) {
        this.database = database;
        this.name = name;
        this.user = user;
        this.transactions = transactions;
        database.asOwner(
                "CREATE TABLE public.committed (title text PRIMARY KEY); GRANT INSERT ON public.committed TO PUBLIC");
    }

    /** Starts the writers. The result completes when all transactions have ended. */
    CompletableFuture<Void> start() {
        return CompletableFuture.allOf(IntStream.range(0, WRITERS)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> write(new Random(writer))))
                .toArray(CompletableFuture[]::new));
    }

    int begun() {
        return next.get();
    }

    private void write(Random random) {
        Connection connection = connect();
        for (int number = next.getAndIncrement(); number < transactions; number = next.getAndIncrement()) {
            try {
                transact(connection, number, random);
            } catch (SQLException killed) {
                close(connection);
                connection = connect();
            }
        }
        close(connection);
    }

    /** Waits while the server is down. */
    private Connection connect() {
        AtomicReference<Connection> opened = new AtomicReference<>();
        Await.until("a connection", RECOVERY, () -> {
            opened.set(database.connect());
            opened.get().setAutoCommit(false);
            return true;
        });
        return opened.get();
    }

    private void transact(Connection connection, int number, Random random) throws SQLException {
        String key = name + "-" + random.nextInt(KEYS);
        String title = key + "/" + number;
        if (number % 2 == 0) {
            OutboxTestDatabase.notify(connection, user, title, key);
        } else {
            OutboxTestDatabase.publish(connection, "user:" + user, "written", "{\"title\":\"" + title + "\"}", key);
        }
        connection.createStatement().execute("INSERT INTO public.committed VALUES ('" + title + "')");
        if (random.nextInt(100) == 0) {
            connection.createStatement().execute("SELECT pg_sleep(" + random.nextInt(3) + ")");
        }
        if (random.nextInt(3) == 0) {
            connection.rollback();
            return;
        }
        List<String> commits = attempted.computeIfAbsent(key, first -> new ArrayList<>());
        synchronized (commits) {
            commits.add(title);
            connection.commit();
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException lost) {
            // The server was killed.
        }
    }

    /** Returns the titles of the committed rows by key, in the order of their commits, once the writers have ended. */
    Map<String, List<String>> committed() {
        List<String> committed = database.query("SELECT title FROM public.committed");
        Map<String, List<String>> byKey = new ConcurrentHashMap<>();
        attempted.forEach((key, titles) -> {
            List<String> kept = titles.stream().filter(committed::contains).toList();
            if (!kept.isEmpty()) {
                byKey.put(key, kept);
            }
        });
        return byKey;
    }
}
