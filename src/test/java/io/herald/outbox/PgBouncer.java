package io.herald.outbox;

import io.herald.dev.FreePorts;
import io.herald.dev.ProcessGuard;
import io.herald.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A PgBouncer in transaction mode with two connections, so that each transaction of its clients may get another one. */
final class PgBouncer implements AutoCloseable {

    private static final Path BINARY = Path.of(System.getProperty("herald.testing.pgbouncer", "/usr/sbin/pgbouncer"));

    private final int port;
    private final ProcessGuard processGuard;

    private PgBouncer(int port, Process process) {
        this.port = port;
        this.processGuard = ProcessGuard.of(process.toHandle());
    }

    static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    /** @param users lines of the user file: {@code "role" "password"} */
    static PgBouncer inFrontOf(int postgres, List<String> users) {
        int port = FreePorts.free();
        try {
            Path directory = Files.createTempDirectory("pgbouncer");
            Path file = Files.write(directory.resolve("users.txt"), users);
            Path configuration =
                    Files.writeString(directory.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = plain
                    auth_file = %s
                    pool_mode = transaction
                    default_pool_size = 2
                    """.formatted(postgres, port, file));
            // It refuses to run as root. In a namespace of its own, root is another user.
            Process process = new ProcessBuilder("unshare", "-U", BINARY.toString(), configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            PgBouncer started = new PgBouncer(port, process);
            Await.until("PgBouncer listens", () -> {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    return socket.isConnected();
                }
            });
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        processGuard.close();
    }
}
