package io.herald.testing;

import io.herald.dev.DataDirectory;
import io.herald.dev.EmbeddedPostgreSql;
import io.herald.dev.FreePorts;
import io.herald.dev.ProcessGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A PostgreSQL for one test, which can hang, kill and restart it. It keeps its port and its data. */
public final class PostgresServerProcess implements AutoCloseable {

    /**
     * The library disables synchronous commit: a killed PostgreSQL would lose the last half second of transactions.
     * Flushing to the disk is not necessary, because the machine does not crash.
     */
    private static final Map<String, String> DURABLE = Map.of("synchronous_commit", "on", "fsync", "off");

    private final DataDirectory dataDirectory;
    private final int port = FreePorts.free();
    private EmbeddedPostgreSql postgres;
    private ProcessGuard processGuard;

    private PostgresServerProcess(Path directory) {
        dataDirectory = new DataDirectory(directory);
        start();
    }

    public static PostgresServerProcess started() {
        return startedIn(TestDirectory.dataDirectory().directory("postgres-" + UUID.randomUUID()));
    }

    /** Starts a server with its data in this directory. */
    public static PostgresServerProcess startedIn(Path directory) {
        return new PostgresServerProcess(directory);
    }

    /** For {@link HeraldProcess#start(Map)}. */
    public Map<String, String> settings() {
        return postgres.settings();
    }

    public void start() {
        postgres = EmbeddedPostgreSql.start(dataDirectory, port, DURABLE);
        processGuard = ProcessGuard.of(postgres.process());
    }

    /** From now on the server accepts only TLS connections with that client certificate. */
    public void requireTls(Certificates own, Certificates client) {
        execute("ALTER SYSTEM SET ssl_cert_file = '" + own.certificate() + "'");
        execute("ALTER SYSTEM SET ssl_key_file = '" + own.key() + "'");
        execute("ALTER SYSTEM SET ssl_ca_file = '" + client.certificate() + "'");
        execute("ALTER SYSTEM SET ssl = on");
        Path rules = dataDirectory.path().resolve("postgres").resolve("pg_hba.conf");
        try {
            Files.writeString(rules, """
                hostssl all postgres samehost cert
                hostnossl all postgres samehost reject
                """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute("SELECT pg_reload_conf()");
    }

    /** Connects to the database of a service with these settings. */
    public static Connection connect(Map<String, String> settings) {
        try {
            return DriverManager.getConnection(
                    settings.get("quarkus.datasource.jdbc.url"),
                    settings.get("quarkus.datasource.username"),
                    settings.get("quarkus.datasource.password"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Connection connection = connect(settings());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops the server, copies its data, and starts it again, as a backup of the file system does. */
    public Path backUp() {
        kill();
        Path backup = TestDirectory.dataDirectory().directory("backup-" + UUID.randomUUID());
        copy(data(), backup);
        start();
        return backup;
    }

    /** Replaces the data by a backup. */
    public void restore(Path backup) {
        kill();
        remove(data());
        copy(backup, data());
        start();
    }

    private Path data() {
        return dataDirectory.path().resolve("postgres");
    }

    private static void copy(Path from, Path to) {
        run("cp", "-a", from + "/.", to.toString());
    }

    private static void remove(Path data) {
        run("find", data.toString(), "-mindepth", "1", "-delete");
    }

    private static void run(String... command) {
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public void kill() {
        postgres.process().destroyForcibly();
        // Not onExit: the process is no child of this one, and the future may never complete.
        Await.until("PostgreSQL has ended", () -> !postgres.process().isAlive());
        postgres.release();
        processGuard.close();
    }

    /** Suspends all processes of the server: it neither answers nor closes its connections. */
    public void hang() {
        Signal.STOP.to(processes());
    }

    public void resume() {
        Signal.CONT.to(processes());
    }

    /** Returns the processes of the server, which has one for each connection. */
    private long[] processes() {
        return Stream.concat(Stream.of(postgres.process()), postgres.process().descendants())
                .mapToLong(ProcessHandle::pid)
                .toArray();
    }

    @Override
    public void close() {
        processGuard.close();
    }
}
