package io.herald.ws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import io.herald.testing.StandingInstances;
import java.net.URI;
import java.util.List;

/** Two instances behind the proxy that the documents give, which asks them in turn. */
record ProxiedFixture(StandingInstances instances, Nginx nginx) implements AutoCloseable {

    static ProxiedFixture before(StandingInstances instances) {
        assumeTrue(Nginx.isThere(), "SKIPPED: there is no nginx on this machine");
        List<Integer> ports = List.of(
                instances.one().baseUri().getPort(), instances.two().baseUri().getPort());
        return new ProxiedFixture(instances, Nginx.before(ports));
    }

    URI uri() {
        return nginx.uri();
    }

    /** Comes again until the proxy has chosen the instance. */
    ChatClient on(HeraldProcess instance, String token, String query, boolean cbor) {
        for (int attempt = 0; attempt < 20; attempt++) {
            ChatClient chatClient = ChatClient.open(uri(), query, token, cbor);
            String connected =
                    "socket.connected connection=" + ChatClient.text(chatClient.await("ready"), "connection");
            Await.until(
                    "an instance has it", () -> logs(instances.one(), connected) || logs(instances.two(), connected));
            if (logs(instance, connected)) {
                return chatClient;
            }
            chatClient.socket().closeWith(1000);
            chatClient.socket().awaitClose();
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
