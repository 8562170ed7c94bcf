package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PushReceiver;
import io.herald.testing.TestPushService;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A service without a key, and one with settings that make no sense. */
class PushDisabledIT {

    private static Map<String, String> without(String setting) {
        Map<String, String> settings = new TreeMap<>(TestServers.settings());
        settings.remove(setting);
        return settings;
    }

    @Test
    void without_a_key_every_call_says_that_push_is_disabled() {
        Map<String, String> settings = without("herald.push.vapid.private-key");
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            herald.awaitReady();
            Api user = new Api(herald.baseUri(), Tokens.of("user").sign());
            String json = new PushReceiver().toJson("https://fcm.googleapis.com/a");
            List<HttpResponse<String>> responses = List.of(
                    user.get("/api/v1/push/key"),
                    user.get("/api/v1/push/subscriptions"),
                    user.put("/api/v1/push/subscriptions", json),
                    user.delete("/api/v1/push/subscriptions/5b7e3f0a-8d4c-4f5e-9b1a-2c3d4e5f6a7b"),
                    user.post("/api/v1/push/test", ""));
            for (HttpResponse<String> response : responses) {
                assertEquals(404, response.statusCode());
                assertTrue(response.body().contains("Web Push is disabled"), response.body());
            }
            assertTrue(user.get("/q/health/ready").body().contains("disabled"));
        }
    }

    @Test
    void invalid_settings_end_the_start_with_one_line() {
        Map<String, String> settings = without("herald.push.vapid.subject");
        settings.put(
                "herald.push.vapid.private-key", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----");
        settings.put("herald.push.hosts", "https://push.example.com");
        try (HeraldProcess herald = HeraldProcess.launch(settings)) {
            assertEquals(1, herald.exitCode());
            List<String> lines = herald.log().stream()
                    .filter(line -> line.contains("Herald does not start"))
                    .toList();
            assertEquals(1, lines.size(), String.join("\n", herald.log()));
            String line = lines.get(0);
            assertTrue(line.contains("herald.push.vapid.private-key must be a private key of the curve P-256"), line);
            assertTrue(line.contains("herald.push.vapid.subject must be set"), line);
            assertTrue(line.contains("herald.push.hosts"), line);
            assertTrue(!line.contains("c2VjcmV0"), line);
        }
    }

    @Test
    void private_addresses_are_refused_at_the_connection_and_allowing_them_is_flagged() {
        try (TestPushService service = TestPushService.start()) {
            Database database = Database.create();
            Map<String, String> settings = new TreeMap<>(database.settings());
            settings.putAll(service.settings());
            PushFixture alice;
            try (HeraldProcess open = HeraldProcess.start(settings)) {
                open.awaitSchema();
                assertTrue(open.log().stream().anyMatch(line -> line.contains("setting=herald.push.allow-private")));
                alice = PushFixture.subscribed(open, service);
            }
            // As if the name of a push service had been resolved to an internal address.
            database.run(
                    "UPDATE push_subscription SET endpoint = replace(endpoint, 'http://', 'https://') WHERE user_id = '"
                            + alice.user() + "'");
            settings.put("herald.push.allow-private", "false");
            try (HeraldProcess closed = HeraldProcess.start(settings)) {
                PushFixture same = new PushFixture(closed, service, alice.user(), alice.endpoint(), alice.browser());
                String id = same.publish("Shipped");
                Await.until(
                        "it has failed", () -> same.facts(id).path("pushFailed").asInt() == 1);
                assertEquals(0, service.connections());
                assertTrue(same.publisher().metric("herald_push_attempts_total{outcome=\"refused\",service=\"other\"}")
                        == 1);
            }
        }
    }
}
