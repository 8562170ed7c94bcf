package io.herald.ops.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.NotificationTraffic.Call;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Tokens;
import io.herald.testing.UserStreams;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The disk of the append-only file is full: Redis rejects writes, and has everything that it has accepted. */
@Tag("extended")
class RedisDiskFullIT {

    private final String user = "disk-" + UUID.randomUUID();

    @Test
    void while_the_disk_is_full_publishing_answers_503_and_nothing_acknowledged_is_lost() {
        assumeTrue(SmallDisk.isAvailable(), "SKIPPED: this user may not mount a file system");
        try (SmallDisk disk = SmallDisk.mounted("16m");
                RedisServerProcess redis =
                        RedisServerProcess.started("--dir", disk.path().toString());
                HeraldProcess herald = HeraldProcess.start(redis.settings())) {
            Api api = new Api(herald.baseUri(), Tokens.publisher("shop"));
            try (UserStreams streams = UserStreams.open(List.of(api), List.of(user));
                    NotificationTraffic traffic = NotificationTraffic.start(List.of(api), List.of(user))) {
                traffic.awaitMore(20);
                disk.fill();
                Await.until("a rejection", () -> last(traffic).status() == 503);
                Await.until("the health names the cause", () -> health(api).contains("degraded: refused: MISCONF"));
                assertEquals(200, api.get("/q/health/ready").statusCode(), "a restart would not help");
                assertTrue(api.notify(user, "x")
                        .headers()
                        .firstValue("Retry-After")
                        .isPresent());

                disk.free();
                traffic.awaitRoundWithoutRejection();
                Await.until("the health is good", () -> !health(api).contains("degraded"));
                traffic.close();
                streams.assertLossesReported(traffic);
                assertTrue(streams.of(user).events("reset").isEmpty(), "nothing is lost");

                redis.kill();
                redis.start();
                String last = "\"title\":\"n" + lastAcknowledged(traffic) + "\"";
                Await.until(
                        "the last event is in the file", () -> history(herald).contains(last));
            }
        }
    }

    private static Call last(NotificationTraffic traffic) {
        List<Call> calls = traffic.calls();
        return calls.get(calls.size() - 1);
    }

    private int lastAcknowledged(NotificationTraffic traffic) {
        List<Call> acknowledged = traffic.acknowledged(user);
        return acknowledged.get(acknowledged.size() - 1).number();
    }

    private static String health(Api api) {
        return api.get("/q/health/ready").body();
    }

    private String history(HeraldProcess herald) {
        Api own = new Api(herald.baseUri(), Tokens.of(user).sign());
        return own.get("/api/v1/channels/user:" + user + "/events?limit=200").body();
    }
}
