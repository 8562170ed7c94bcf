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
 * The service's classes as a JVM has them in memory once they are loaded and verified. A whole build starts the service a
 * hundred times, and each start has a third less to do with this at hand. It changes nothing that the service does.
 */
final class ClassArchive {

    /** Without a word about it: what the service prints is what tests read. */
    private static final List<String> SILENTLY = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    private static Path ready;

    private ClassArchive() {}

    /** For a JVM that starts the service. */
    static synchronized List<String> options() {
        if (ready == null) {
            ready = find();
        }
        return Files.exists(ready) ? with("-XX:SharedArchiveFile=" + ready) : List.of();
    }

    private static List<String> with(String option) {
        return List.of(SILENTLY.get(0), SILENTLY.get(1), option);
    }

    /** Of this JVM and of this jar alone: any other would be refused. */
    private static Path find() {
        try {
            Path home = DataDirectory.named("herald-classes").directory("");
            long built = Files.getLastModifiedTime(HeraldProcess.jar()).toMillis();
            Path archive = home.resolve(Runtime.version() + "-" + built + ".jsa");
            makeUnlessAnotherDoes(home, archive);
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever comes while it is being made does without it, until it is there. */
    private static void makeUnlessAnotherDoes(Path home, Path archive) throws IOException {
        try (FileChannel file =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock != null && !Files.exists(archive)) {
                removeOlder(home);
                make(home.resolve("unfinished"), archive);
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

    /** By a service that does, once, what most tests have it do, and is then asked to end. */
    private static void make(Path unfinished, Path archive) throws IOException {
        List<String> command = HeraldProcess.command(with("-XX:ArchiveClassesAtExit=" + unfinished));
        try (HeraldProcess herald = HeraldProcess.launch(TestServers.settings(), command)) {
            herald.awaitReady();
            herald.awaitSchema();
            Api api = new Api(herald.baseUri(), Tokens.publisher("trainer"));
            try (SseClient stream = SseClient.open(api.stream(""), api.token());
                    RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", api.token())) {
                stream.await("ready");
                socket.await("ready");
                api.notify("trainer", "once");
                stream.await("notification");
            }
            herald.terminate();
        }
        if (Files.exists(unfinished)) {
            Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
