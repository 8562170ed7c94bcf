package io.herald.soak;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.Tokens;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Prints a line of figures each minute, and checks at the end that everyone has everything once. */
final class SoakReport {

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration CATCH_UP = Duration.ofMinutes(3);
    private static final Pattern UNREAD = Pattern.compile("\"unread\":(\\d+)");
    private static final String LINE =
            "| %6s | %9s | %8s | %8s | %9s | %5s | %8s | %8s | %6s | %8s | %9s | %9s | %9s |%n";

    private final SoakServers servers;
    private final SoakPublisher publisher;
    private final List<SoakClient> clients;
    private final SoakFaults faults;
    private final long start = System.nanoTime();
    private long next = start;

    SoakReport(SoakServers servers, SoakPublisher publisher, List<SoakClient> clients, SoakFaults faults) {
        this.servers = servers;
        this.publisher = publisher;
        this.clients = clients;
        this.faults = faults;
        System.out.printf(
                LINE,
                "minute",
                "published",
                "refused",
                "connects",
                "delivered",
                "lost",
                "reported",
                "repeated",
                "resets",
                "most MB",
                "files",
                "Redis, MB",
                "PG, MB");
    }

    void sampleIfDue() {
        if (System.nanoTime() >= next) {
            next += INTERVAL.toNanos();
            sample();
        }
    }

    private void sample() {
        System.out.printf(
                LINE,
                Duration.ofNanos(System.nanoTime() - start).toMinutes(),
                publisher.total(),
                publisher.refused(),
                sum(SoakClient::connects),
                total(NumberSequence::last),
                total(NumberSequence::lost),
                total(NumberSequence::reported),
                total(NumberSequence::repeated),
                sum(SoakClient::resets),
                instances().mapToLong(this::memory).max().orElse(0),
                instances().map(this::files).max().orElse(0),
                megabytes(servers.redis.usedMemory()),
                megabytes(databaseSize()));
    }

    /**
     * Returns whether nothing was lost or repeated, on streams and in inboxes. A failover may lose events before they are in the inbox:
     * the report then only prints how many.
     */
    boolean conclude() {
        boolean delivered = await(
                "all streams have everything",
                () -> clients.stream()
                        .allMatch(client -> client.own().last() == publisher.accepted(client.user)
                                && client.ofRoom().last() == publisher.accepted(client.room)));
        boolean stored = await("all inboxes have everything", () -> missingInInboxes() == 0);
        sample();
        System.out.println("faults: " + faults);
        System.out.println("missing in inboxes: " + missingInInboxes());
        System.out.println("received again after a reset: " + total(NumberSequence::again));
        boolean mayLose = servers.redis.mayLose();
        boolean succeeded = delivered
                && (mayLose || stored && total(NumberSequence::reported) == 0)
                && total(NumberSequence::lost) + total(NumberSequence::repeated) == 0;
        System.out.println(succeeded ? "Nothing lost, nothing repeated." : "FAILED");
        return succeeded;
    }

    private int missingInInboxes() {
        return clients.stream()
                .mapToInt(client -> Math.abs(publisher.accepted(client.user) - unread(client.user)))
                .sum();
    }

    private static boolean await(String what, java.util.concurrent.Callable<Boolean> condition) {
        try {
            Await.until(what, CATCH_UP, condition);
            return true;
        } catch (AssertionError timeout) {
            System.out.println("not within " + CATCH_UP + ": " + what);
            return false;
        }
    }

    private int unread(String user) {
        Api api = servers.api(0, Tokens.of(user).sign());
        Matcher unread = UNREAD.matcher(api.get("/api/v1/inbox/unread").body());
        return unread.find() ? Integer.parseInt(unread.group(1)) : -1;
    }

    private int total(ToIntFunction<NumberSequence> figure) {
        return sum(client -> figure.applyAsInt(client.own()) + figure.applyAsInt(client.ofRoom()));
    }

    private IntStream instances() {
        return IntStream.range(0, servers.size());
    }

    private int sum(ToIntFunction<SoakClient> figure) {
        return clients.stream().mapToInt(figure).sum();
    }

    private long memory(int instance) {
        try {
            return Files.readString(Path.of(
                                    "/proc",
                                    Long.toString(servers.instance(instance).pid()),
                                    "status"))
                            .lines()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    / 1024;
        } catch (IOException ended) {
            return 0;
        }
    }

    private int files(int instance) {
        File descriptors = new File("/proc/" + servers.instance(instance).pid() + "/fd");
        return Objects.requireNonNullElse(descriptors.list(), new String[0]).length;
    }

    private long databaseSize() {
        try (Connection connection = PostgresServerProcess.connect(servers.postgres.settings());
                ResultSet size =
                        connection.createStatement().executeQuery("SELECT pg_database_size(current_database())")) {
            size.next();
            return size.getLong(1);
        } catch (SQLException | IllegalStateException unreachable) {
            return 0;
        }
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }
}
