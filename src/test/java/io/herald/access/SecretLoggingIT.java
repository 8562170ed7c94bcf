package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Secrets;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks that tokens, tickets and payloads are never logged, even at the most detailed level. */
@Tag("extended")
class SecretLoggingIT {

    private static final Map<String, String> VERBOSE = Map.of(
            "quarkus.log.category.\"io.herald\".level", "DEBUG",
            "herald.auth.query-token", "true",
            "quarkus.http.auth.permission.closed.paths", "/q/openapi",
            "quarkus.http.auth.permission.closed.policy", "deny");

    private final String payload = Secrets.register("payload-" + UUID.randomUUID());
    private final String user = "secret-" + UUID.randomUUID();
    private final String token = token(user);

    @Test
    void tokens_tickets_and_payloads_are_not_logged() {
        HeraldProcess herald = HeraldProcess.start(VERBOSE);
        try (herald) {
            Api api = new Api(herald.baseUri(), token);
            SseClient stream = SseClient.open(api.stream("?room=ops&ticket=" + ticket(api)), Map.of());
            stream.await("ready");
            SseClient cookie = SseClient.open(api.stream(""), Map.of("Cookie", "herald_token=" + token));
            cookie.await("ready");
            SseClient.open(api.stream("?access_token=" + token), Map.of()).await("ready");
            RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "?ticket=" + ticket(api) + "&room=ops", token);
            socket.await("ready");

            assertEquals(202, api.notify(user, payload).statusCode());
            stream.await("notification");
            socket.ask("message.send", "{\"room\":\"ops\",\"content\":\"" + payload + "\"}", "1");
            socket.ask("session.refresh", "{\"token\":\"" + token(user) + "\"}", "2");
            sendInvalidRequests(herald, api, socket);
            Await.until("the log has the socket", () -> contains(herald.log(), "socket."));
            checkOpenPages(new Api(herald.baseUri(), ""));
        }
        assertTrue(contains(herald.log(), "setting.flagged setting=herald.auth.query-token"), "no warning at start-up");
    }

    /** These pages are open to everybody: docs/security.md lists them. */
    private static void checkOpenPages(Api anonymous) {
        for (String path : List.of("health", "metrics", "info", "swagger-ui/")) {
            HttpResponse<String> page = anonymous.get("/q/" + path);
            assertEquals(200, page.statusCode(), path);
            Secrets.assertNotIn(List.of(page.body().split("\n")));
        }
        for (String path : List.of("dev-ui", "arc/beans", "logging-manager")) {
            assertEquals(404, anonymous.get("/q/" + path).statusCode(), path);
        }
        assertEquals(401, anonymous.get("/q/openapi").statusCode(), "closed by a setting");
        String info = anonymous.get("/q/info").body();
        assertEquals("herald", part(info, "\"artifact\" : \"([^\"]+)\""));
        String commit = info.contains("\"git\"") ? part(info, "\"id\" : \"([0-9a-f]{7,40})\"") : "unknown";
        assertTrue(anonymous.get("/q/metrics").body().contains("herald_build_info{commit=\"" + commit), info);
    }

    private static String part(String info, String pattern) {
        return Pattern.compile(pattern)
                .matcher(info)
                .results()
                .findFirst()
                .map(found -> found.group(1))
                .orElse(info);
    }

    /** A failure is more likely to be logged than a success. */
    private void sendInvalidRequests(HeraldProcess herald, Api api, RawWebSocket socket) {
        String bad = Secrets.register(token.substring(0, token.length() - 30) + "A".repeat(30));
        assertEquals(401, new Api(herald.baseUri(), bad).get("/api/v1/inbox").statusCode());
        assertEquals(
                401, new Api(herald.baseUri(), payload).get("/api/v1/inbox").statusCode());
        assertEquals(
                401,
                RawWebSocket.stalled(herald.baseUri(), "?ticket=" + payload, bad)
                        .status());
        assertEquals(400, api.publish("{\"title\":\"" + payload + "\",").statusCode());
        assertEquals(400, api.publish("{\"" + payload + "\":1}").statusCode());
        assertEquals(400, api.get("/api/v1/poll?wait=" + payload).statusCode());
        assertEquals(404, api.get("/api/v1/" + payload).statusCode());
        socket.ask(payload, "{\"room\":\"" + payload + "\"}", "3");
        socket.send("{\"" + payload);
        socket.ask("session.refresh", "{\"token\":\"" + bad + "\"}", "4");
        socket.closeWith(3999);
    }

    @Test
    void a_secret_in_a_log_is_found() {
        HeraldProcess herald = HeraldProcess.start(Map.of(
                "quarkus.http.access-log.enabled", "true", "quarkus.http.access-log.pattern", "%{i,Authorization}"));
        new Api(herald.baseUri(), token).get("/api/v1/poll");
        Await.until("the header is logged", () -> contains(herald.log(), "Bearer "));
        assertThrows(AssertionError.class, herald::close);
    }

    private static boolean contains(List<String> log, String text) {
        return log.stream().anyMatch(line -> line.contains(text));
    }

    private static String ticket(Api api) {
        String answer = api.post("/api/v1/tickets", "").body();
        return Secrets.register(answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1"));
    }

    private static String token(String user) {
        return Tokens.of(user)
                .groups("publisher")
                .herald(Map.of("join", List.of("ops")))
                .sign();
    }
}
