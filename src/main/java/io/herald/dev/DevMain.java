package io.herald.dev;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The main class of {@code quarkus:dev}. A packaged build contains no main class of its own and uses Quarkus' default. */
@QuarkusMain
public final class DevMain {

    private static final String STARTED = "herald.dev.started";

    /**
     * Starts the embedded servers once, then Quarkus. Every live reload calls this method again, in the same process but in
     * a new class loader. Only a system property survives that and records that the servers are running.
     */
    public static void main(String... args) {
        if (System.getProperty(STARTED) == null) {
            EmbeddedServers.open(DataDirectory.named("herald-dev"), ConfiguredServers.inEnvironment())
                    .forEach(System::setProperty);
            System.setProperty(STARTED, "true");
        }
        Quarkus.run(args);
    }
}
