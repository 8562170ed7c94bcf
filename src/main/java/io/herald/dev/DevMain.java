package io.herald.dev;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/** The main class of {@code quarkus:dev}. A packaged build contains no main class of its own and uses Quarkus' default. */
@QuarkusMain
public final class DevMain implements QuarkusApplication {

    private static final String STARTED = "herald.dev.started";
    private static final String WELCOMED = "herald.dev.welcomed";

    /**
     * Starts the embedded servers once, then Quarkus. Every live reload calls this method again, in the same process but in
     * a new class loader. Only a system property survives that and records that the servers are running.
     */
    public static void main(String... args) {
        if (System.getProperty(STARTED) == null) {
            startServers();
            System.setProperty(STARTED, "true");
        }
        Quarkus.run(DevMain.class, args);
    }

    /** Exits with one sentence if another process uses the port or the data: the stack trace would hide it. */
    private static void startServers() {
        try {
            DevPort.requireFree();
            EmbeddedServers.open(DataDirectory.named("herald-dev"), ConfiguredServers.inEnvironment())
                    .forEach(System::setProperty);
        } catch (InUseException inUse) {
            System.err.println("Herald does not start: " + inUse.getMessage());
            System.exit(1);
        }
    }

    /** Runs after each start. The welcome follows the first one, as the last output, when its commands work. */
    @Override
    public int run(String... args) {
        if (System.getProperty(WELCOMED) == null) {
            System.setProperty(WELCOMED, "true");
            int port = ConfigProvider.getConfig().getValue("quarkus.http.port", int.class);
            DevWelcome.print(port);
        }
        Quarkus.waitForExit();
        return 0;
    }
}
