package io.herald.ws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import io.herald.testing.StandingInstances;
import io.herald.testing.Waiting;
import java.net.URI;
import java.util.List;

/** Two instances behind the proxy that the documents give, which asks them in turn. */
record ProxiedStage(StandingInstances instances, Nginx nginx) implements AutoCloseable {

    static ProxiedStage before(StandingInstances instances) {
        assumeTrue(Nginx.isThere(), "SKIPPED: there is no nginx on this machine");
        List<Integer> ports = List.of(
                instances.one().baseUri().getPort(), instances.two().baseUri().getPort());
        return new ProxiedStage(instances, Nginx.before(ports));
    }

    URI uri() {
        return nginx.uri();
    }

    /** Comes again until the proxy has chosen the instance. */
    Talker on(HeraldProcess instance, String token, String query, boolean cbor) {
        for (int attempt = 0; attempt < 20; attempt++) {
            Talker talker = Talker.open(uri(), query, token, cbor);
            String connected = "socket.connected connection=" + Talker.text(talker.await("ready"), "connection");
            Waiting.until(
                    "an instance has it", () -> logs(instances.one(), connected) || logs(instances.two(), connected));
            if (logs(instance, connected)) {
                return talker;
            }
            talker.socket().closeWith(1000);
            talker.socket().awaitClose();
        }
        throw new AssertionError("always sent to the other instance");
    }

    private static boolean logs(HeraldProcess instance, String words) {
        return instance.log().stream().anyMatch(line -> line.contains(words));
    }

    @Override
    public void close() {
        nginx.close();
    }
}
