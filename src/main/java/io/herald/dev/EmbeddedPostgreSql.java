package io.herald.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A real PostgreSQL; the library also makes it run as root, which PostgreSQL itself refuses. */
public record EmbeddedPostgreSql(int port, ProcessHandle process, EmbeddedPostgres library) {

    /** A loaded machine of two cores has needed eight seconds for the first start. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Ends what an earlier run left in the same home, and returns when the new one takes connections. */
    public static EmbeddedPostgreSql start(DataDirectory dataDirectory, int port) {
        return start(dataDirectory, port, Map.of());
    }

    /** The same with settings of PostgreSQL's own. */
    public static EmbeddedPostgreSql start(DataDirectory dataDirectory, int port, Map<String, String> config) {
        PidFile pidFile = dataDirectory.pidFile("postgres.pid");
        pidFile.reap();
        Path data = dataDirectory.path().resolve("postgres");
        // Unpacked once for all homes of a project, and not in the machine's temporary directory.
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
                    .setPGStartupWait(PATIENCE);
            config.forEach(builder::setServerConfig);
            EmbeddedPostgres library = builder.start();
            EmbeddedPostgreSql postgres = new EmbeddedPostgreSql(port, postmaster(data), library);
            pidFile.write(postgres.process);
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After its process has ended: another may be started on its data by this JVM, which the library keeps locked. */
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

    /** pg_ctl has started it and ended: only PostgreSQL's own pid file knows it. */
    private static ProcessHandle postmaster(Path data) throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).trim());
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("PostgreSQL ended at once"));
    }
}
