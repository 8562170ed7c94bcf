package io.herald.bench;

import io.herald.testing.Await;
import java.util.function.Supplier;

/**
 * What a phase measures.
 *
 * @param costs returns the CPU time used so far
 */
record BenchTarget(LoadLoop loadLoop, LoadPublisher publisher, Supplier<CpuCosts> costs) {

    private static final int PUBLISHER_CONNECTIONS = 64;

    void connectPublisher() {
        for (int i = 0; i < PUBLISHER_CONNECTIONS; i++) {
            loadLoop.connect(publisher.connection(), new byte[0], () -> {
                throw new IllegalStateException("the service accepts no connection");
            });
        }
        Await.until("connections of the publisher", () -> loadLoop.call(publisher::free) == PUBLISHER_CONNECTIONS);
    }
}
