package io.herald.testing;

import io.herald.dev.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A class data sharing archive of the service. A build starts the service a hundred times, and each start takes half of the
 * CPU time with the archive. It does not change the behavior of the service.
 */
final class ClassArchive {

    /** The JVM must not log about the archive, because tests read the output of the service. */
    private static final List<String> SILENT = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    private static Path archive;

    private ClassArchive() {}

    /** Returns the options for a JVM that starts the service. */
    static synchronized List<String> options() {
        if (archive == null) {
            archive = findOrCreate();
        }
        return Files.exists(archive) ? with("-XX:SharedArchiveFile=" + archive) : List.of();
    }

    private static List<String> with(String option) {
        return List.of(SILENT.get(0), SILENT.get(1), option);
    }

    /** Finds the archive for this JVM and this jar. A JVM rejects any other archive. */
    private static Path findOrCreate() {
        try {
            Path home = DataDirectory.named("herald-classes").directory("");
            long built = Files.getLastModifiedTime(HeraldProcess.jar()).toMillis();
            Path archive = home.resolve(Runtime.version() + "-" + built + ".jsa");
            createUnlessExists(home, archive);
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates the archive, or waits while another process does: to start without it takes about as long. */
    private static void createUnlessExists(Path home, Path archive) throws IOException {
        try (FileChannel file =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            if (!Files.exists(archive)) {
                removeOlder(home);
                create(home.resolve("unfinished"), archive);
            }
        }
    }

    private static void removeOlder(Path home) throws IOException {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(home, "*.jsa")) {
            for (Path other : others) {
                Files.delete(other);
            }
        }
    }

    /** Creates the archive with an instance that runs typical requests once and is then terminated. */
    private static void create(Path unfinished, Path archive) throws IOException {
        List<String> command = HeraldProcess.command(with("-XX:ArchiveClassesAtExit=" + unfinished));
        try (HeraldProcess herald = HeraldProcess.launch(TestServers.settings(), command)) {
            herald.awaitReady();
            herald.awaitSchema();
            Api api = new Api(herald.baseUri(), Tokens.publisher("archive"));
            try (SseClient stream = SseClient.open(api.stream(""), api.token());
                    RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", api.token())) {
                stream.await("ready");
                socket.await("ready");
                api.notify("archive", "once");
                stream.await("notification");
            }
            herald.terminate();
        }
        if (Files.exists(unfinished)) {
            Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
