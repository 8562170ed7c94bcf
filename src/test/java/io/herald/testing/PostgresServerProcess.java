package io.herald.testing;

import io.herald.dev.DataDirectory;
import io.herald.dev.EmbeddedPostgreSql;
import io.herald.dev.Ports;
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

/** A PostgreSQL of a test's own, that it may kill and start again. It keeps its port and its data. */
public final class PostgresServerProcess implements AutoCloseable {

    /**
     * The library lets PostgreSQL say that something is committed half a second before it is written down: killed then, it
     * would have lost what it said. That the disk itself has it does not matter here.
     */
    private static final Map<String, String> THROUGH_A_CRASH = Map.of("synchronous_commit", "on", "fsync", "off");

    private final DataDirectory dataDirectory =
            new DataDirectory(TestDirectory.dataDirectory().directory("postgres-" + UUID.randomUUID()));
    private final int port = Ports.free();
    private EmbeddedPostgreSql postgres;
    private ProcessGuard processGuard;

    private PostgresServerProcess() {
        start();
    }

    public static PostgresServerProcess started() {
        return new PostgresServerProcess();
    }

    /** For {@link HeraldProcess#start(Map)}. */
    public Map<String, String> settings() {
        return postgres.settings();
    }

    public void start() {
        postgres = EmbeddedPostgreSql.start(dataDirectory, port, THROUGH_A_CRASH);
        processGuard = ProcessGuard.of(postgres.process());
    }

    /** From now on it talks to nobody in the clear, and to nobody who does not show that certificate. */
    public void requireTls(Certificates own, Certificates others) {
        ask("ALTER SYSTEM SET ssl_cert_file = '" + own.certificate() + "'");
        ask("ALTER SYSTEM SET ssl_key_file = '" + own.key() + "'");
        ask("ALTER SYSTEM SET ssl_ca_file = '" + others.certificate() + "'");
        ask("ALTER SYSTEM SET ssl = on");
        Path rules = dataDirectory.path().resolve("postgres").resolve("pg_hba.conf");
        try {
            Files.writeString(rules, """
                hostssl all postgres samehost cert
                hostnossl all postgres samehost reject
                """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ask("SELECT pg_reload_conf()");
    }

    /** To look, or to act, past the service that has these settings. */
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

    public void ask(String sql) {
        try (Connection connection = connect(settings());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void kill() {
        postgres.process().destroyForcibly();
        postgres.process().onExit().join();
        postgres.release();
        processGuard.close();
    }

    /** It neither answers nor breaks its connections: all of its processes stand still. */
    public void hang() {
        Signal.STOP.to(processes());
    }

    public void resume() {
        Signal.CONT.to(processes());
    }

    /** The server has a process for each connection. */
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
