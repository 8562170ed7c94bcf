package io.herald.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A PostgreSQL server process. The embedding library also runs it as root, which PostgreSQL itself refuses. */
public record EmbeddedPostgreSql(int port, ProcessHandle process, EmbeddedPostgres library) {

    /** The first start has taken eight seconds on a loaded machine with two cores. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /**
     * Ends a server that an earlier run left in this directory, starts a new one, and returns when it accepts connections.
     */
    public static EmbeddedPostgreSql start(DataDirectory dataDirectory, int port) {
        return start(dataDirectory, port, Map.of());
    }

    /** Does the same with additional settings of PostgreSQL. */
    public static EmbeddedPostgreSql start(DataDirectory dataDirectory, int port, Map<String, String> config) {
        PidFile pidFile = dataDirectory.pidFile("postgres.pid");
        pidFile.endProcess();
        Path data = dataDirectory.path().resolve("postgres");
        // The binaries are unpacked once for all data directories of a project, and not to the machine's temporary
        // directory.
        System.setProperty(
                "ot.epg.working-dir",
                DataDirectory.target().resolve("herald-postgres").toString());
        Redirect log =
                Redirect.appendTo(dataDirectory.path().resolve("postgres.log").toFile());
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setServerConfig("unix_socket_directories", "")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .setPGStartupWait(START_TIMEOUT);
            config.forEach(builder::setServerConfig);
            EmbeddedPostgres library = builder.start();
            EmbeddedPostgreSql postgres = new EmbeddedPostgreSql(port, postmaster(data), library);
            pidFile.write(postgres.process);
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Releases the data directory after the server process has ended. The library keeps the directory locked, and this JVM
     * could not start another server on it.
     */
    public void release() {
        try {
            library.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Map<String, String> settings() {
        String address = "postgresql://127.0.0.1:%d/postgres".formatted(port);
        return Map.of(
                "quarkus.datasource.reactive.url",
                address,
                "quarkus.datasource.jdbc.url",
                "jdbc:" + address,
                "quarkus.datasource.username",
                "postgres",
                "quarkus.datasource.password",
                "postgres");
    }

    /**
     * Returns the server process. {@code pg_ctl} has started it and exited, so only PostgreSQL's own pid file contains its
     * id.
     */
    private static ProcessHandle postmaster(Path data) throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("PostgreSQL has exited, see its log"));
    }
}
