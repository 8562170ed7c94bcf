package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
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
}
