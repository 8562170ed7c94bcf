package io.herald.ws;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import io.herald.testing.SharedInstances;
import java.net.URI;
import java.util.List;

/** Two instances behind the documented proxy configuration, which balances round-robin. */
record ProxiedFixture(SharedInstances instances, Nginx nginx) implements AutoCloseable {

    static ProxiedFixture inFrontOf(SharedInstances instances) {
        assumeTrue(Nginx.isInstalled(), "SKIPPED: nginx is not installed");
        List<Integer> ports = List.of(
                instances.one().baseUri().getPort(), instances.two().baseUri().getPort());
        return new ProxiedFixture(instances, Nginx.inFrontOf(ports));
    }

    URI uri() {
        return nginx.uri();
    }

    /** Connects repeatedly until the proxy chooses the instance. */
    ChatClient on(HeraldProcess instance, String token, String query, boolean cbor) {
        for (int attempt = 0; attempt < 20; attempt++) {
            ChatClient chatClient = ChatClient.open(uri(), query, token, cbor);
            String connected = "socket.opened connection=" + ChatClient.text(chatClient.await("ready"), "connection");
            Await.until(
                    "an instance has logged the connection",
                    () -> logs(instances.one(), connected) || logs(instances.two(), connected));
            if (logs(instance, connected)) {
                return chatClient;
            }
            chatClient.socket().closeWith(1000);
            chatClient.socket().awaitClose();
        }
        throw new AssertionError("the proxy never chose the instance");
    }

    private static boolean logs(HeraldProcess instance, String text) {
        return instance.log().stream().anyMatch(line -> line.contains(text));
    }

    @Override
    public void close() {
        nginx.close();
    }
}
