package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Tokens;
import io.herald.testing.Waiting;
import io.herald.testing.WedgingProxy;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Red where this instance is the one at fault, and only there. */
class ReadinessIT {

    private static final String READY = "/q/health/ready";

    @Test
    void a_reader_that_is_silently_cut_off_turns_it_red_until_it_reads_again() throws IOException {
        try (RedisServerProcess redis = RedisServerProcess.started();
                WedgingProxy proxy = WedgingProxy.before(redis, "XREAD");
                HeraldProcess herald = HeraldProcess.start(Map.of("quarkus.redis.hosts", proxy.url()))) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            proxy.wedge(true);
            Waiting.until("red", () -> api.get(READY).statusCode() == 503);
            assertTrue(api.get(READY).body().contains("stuck"));
            assertEquals(202, api.notify("alice", "what others can still hear").statusCode());
            assertEquals(200, api.get("/q/health/live").statusCode());
            assertEquals(200, api.get("/q/health/started").statusCode());
            proxy.wedge(false);
            Waiting.until("green", () -> api.get(READY).statusCode() == 200);
        }
    }

    @Test
    void redis_away_for_all_is_degraded_and_ready() {
        try (RedisServerProcess redis = RedisServerProcess.started();
                HeraldProcess herald = HeraldProcess.start(redis.settings())) {
            Api api = new Api(herald.baseUri(), "");
            redis.hang();
            Waiting.until("told", () -> {
                HttpResponse<String> ready = api.get(READY);
                assertEquals(200, ready.statusCode(), ready::body);
                return ready.body().contains("degraded: away");
            });
            assertTrue(api.get("/q/metrics").body().contains("herald_degraded{part=\"redis\"} 1.0"));
            redis.resume();
            Waiting.until("heard again", () -> api.get(READY).body().contains("heard"));
        }
    }
}
