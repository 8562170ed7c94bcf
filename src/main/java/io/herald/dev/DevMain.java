package io.herald.dev;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The way in for {@code quarkus:dev}; a packaged build has none of its own and starts by Quarkus' default. */
@QuarkusMain
public final class DevMain {

    private static final String STARTED = "herald.dev.started";

    /**
     * Runs once more at every live reload, in a new class loader but the same process: only a system property
     * tells it that the servers are there.
     */
    public static void main(String... args) {
        if (System.getProperty(STARTED) == null) {
            DevServices.open(DataDirectory.named("herald-dev"), ConfiguredServers.byTheMachine())
                    .forEach(System::setProperty);
            System.setProperty(STARTED, "true");
        }
        Quarkus.run(args);
    }
}
