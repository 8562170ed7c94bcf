package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.dev.Ports;
import io.herald.testing.Api;
import io.herald.testing.Nginx;
import io.herald.testing.PageServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The proxy that we deploy, before instances that come and go. */
class ProxyTest {

    /** At the 502 that it would answer otherwise every EventSource gives up. */
    @Test
    void an_instance_that_is_back_is_asked_at_once() {
        assumeTrue(Nginx.isThere(), "SKIPPED: there is no nginx on this machine");
        int port = Ports.free();
        try (Nginx nginx = Nginx.before(List.of(port, Ports.free()))) {
            Api api = new Api(nginx.uri(), "");
            assertEquals(502, api.get("/").statusCode(), "both are away");
            try (PageServer back = PageServer.startAt(port)) {
                for (int i = 0; i < 4; i++) {
                    assertEquals(200, api.get("/").statusCode(), back.origin() + " is back");
                }
            }
        }
    }
}
