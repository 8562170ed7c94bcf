package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.NameServer;
import io.herald.testing.Nginx;
import io.herald.testing.PageServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The deployed proxy configuration in front of instances that start and stop. */
class NginxProxyTest {

    /** Otherwise the proxy answers 502, at which an EventSource does not reconnect. */
    @Test
    void the_proxy_uses_a_restarted_instance_immediately() {
        assumeTrue(Nginx.isInstalled(), "SKIPPED: nginx is not installed");
        int port = FreePorts.free();
        try (Nginx nginx = Nginx.inFrontOf(List.of(port, FreePorts.free()))) {
            Api api = new Api(nginx.uri(), "");
            assertEquals(502, api.get("/").statusCode(), "both instances are down");
            try (PageServer restarted = PageServer.startAt(port)) {
                for (int i = 0; i < 4; i++) {
                    assertEquals(200, api.get("/").statusCode(), restarted.origin() + " is up");
                }
            }
        }
    }

    /** Otherwise every call would be 504 until nginx restarts. */
    @Test
    void the_proxy_follows_the_instances_to_other_addresses() {
        assumeTrue(Nginx.resolvesAgain(), "SKIPPED: needs nginx 1.27.3 or later, see HERALD_TEST_NGINX");
        int port = FreePorts.free();
        try (NameServer names = NameServer.start()) {
            names.set("herald-1", "127.0.1.1");
            names.set("herald-2", "127.0.1.2");
            try (Nginx nginx = Nginx.inFrontOfNames(names, port)) {
                Api api = new Api(nginx.uri(), "");
                try (PageServer before = PageServer.startAt("127.0.1.1", port)) {
                    Await.until(before.origin() + " answers", () -> api.get("/").statusCode() == 200);
                }
                try (PageServer after = PageServer.startAt("127.0.1.3", port)) {
                    names.set("herald-1", "127.0.1.3");
                    names.set("herald-2", "127.0.1.4");
                    Await.until(after.origin() + " answers", () -> api.get("/").statusCode() == 200);
                }
            }
        }
    }
}
