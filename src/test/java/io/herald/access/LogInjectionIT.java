package io.herald.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names, headers and bodies are the client's: none begins a line of the log, or says anything to a terminal that shows it. */
class LogInjectionIT {

    private static final String LONG_AGO = "2001-01-01 00:00:00,000";
    private static final String MARK = "forged-" + UUID.randomUUID();
    private static final String LINE = LONG_AGO + " ERROR [io.herald] (main) " + MARK;

    /** As one line of JSON has it, and as a file of text for people does. */
    private static final List<String> BREAKS = List.of("\n", "\r\n", "\r", "\u0085", "\u2028", "\u001b[2K\u001b[1G");

    @TempDir
    static Path directory;

    private static Path file;
    private static HeraldProcess herald;
    private static Api admin;

    @BeforeAll
    static void start() {
        file = directory.resolve("herald.log");
        herald = HeraldProcess.start(Map.of(
                "quarkus.log.category.\"io.herald\".level", "DEBUG",
                "quarkus.log.file.enabled", "true",
                "quarkus.log.file.path", file.toString(),
                "quarkus.log.file.json.enabled", "false"));
        String token = Tokens.of("root")
                .groups("admin")
                .herald(Map.of("join", List.of("*"), "send", List.of("*")))
                .sign();
        admin = new Api(herald.baseUri(), token);
    }

    @AfterAll
    static void stop() {
        herald.close();
    }

    @Test
    void nothing_that_a_client_says_is_a_line_of_the_log() throws IOException {
        for (String lineBreak : BREAKS) {
            String evil = "x" + lineBreak + LINE;
            paths(evil);
            tokens(evil);
            bodies(evil.replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\u001b", "\\u001b"));
            headers(evil);
        }
        assertAllWasTold();

        for (String line : herald.log()) {
            assertTrue(!line.contains(MARK) || line.startsWith("{\"timestamp\":"), line);
        }
        String log = Files.readString(file);
        log.lines().forEach(line -> assertTrue(!line.startsWith(LONG_AGO), line));
        assertEquals(-1, log.indexOf('\u001b'), "a terminal is spoken to");
        assertEquals(-1, log.indexOf('\u2028'), "a line for some viewers");
        assertEquals(-1, log.indexOf('\u0085'), "a line for others");
    }

    private static void paths(String evil) {
        String name = URLEncoder.encode(evil, StandardCharsets.UTF_8).replace("+", "%20");
        assertEquals(400, admin.put("/api/v1/rooms/" + name, "{}").statusCode());
        assertEquals(400, admin.put("/api/v1/rooms/r/members/" + name, "").statusCode());
        assertEquals(400, admin.delete("/api/v1/rooms/" + name + "/members/u").statusCode());
        assertEquals(400, admin.delete("/api/v1/users/" + name + "/connections").statusCode());
        assertEquals(
                400,
                admin.post("/api/v1/users/" + name + "/revocations", "{\"jti\":\"1\"}")
                        .statusCode());
        assertEquals(
                400,
                admin.post("/api/v1/channels/room:" + name + "/events", "{}").statusCode());
        assertEquals(400, admin.get("/api/v1/poll?room=" + name).statusCode());
        assertEquals(404, admin.get("/api/v1/" + name).statusCode());
        assertEquals(200, admin.get("/api/v1/poll?cursor=" + name).statusCode());
        assertEquals(400, admin.get("/api/v1/stream?room=" + name).statusCode());
    }

    private static void tokens(String evil) {
        for (Tokens token : List.of(
                Tokens.of(evil).groups("admin"),
                Tokens.of("fine").claim("iss", evil),
                Tokens.of("fine").claim("jti", evil).groups(evil).herald(Map.of("join", List.of(evil))))) {
            Api caller = new Api(herald.baseUri(), token.sign());
            caller.delete("/api/v1/users/somebody/connections");
            RawWebSocket.stalled(herald.baseUri(), "", caller.token()).close();
        }
    }

    /** @param evil as a string of JSON has it */
    private static void bodies(String evil) {
        String to = "{\"to\":{\"users\":[\"a\"]},\"type\":\"info\",\"title\":\"" + evil + "\"";
        assertEquals(202, admin.publish(to + "}").statusCode());
        assertEquals(400, admin.publish(to + ",\"category\":\"" + evil + "\"}").statusCode());
        assertEquals(
                400, admin.publish(to + ",\"collapseKey\":\"" + evil + "\"}").statusCode());
        assertEquals(400, admin.publish("{\"" + evil + "\":1}").statusCode());
        assertEquals(
                204,
                admin.post("/api/v1/users/somebody/revocations", "{\"jti\":\"" + evil + "\"}")
                        .statusCode());
        RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", admin.token());
        socket.send("{\"event\":\"" + evil + "\",\"data\":{},\"id\":\"" + evil + "\"}");
        socket.command("room.join", "{\"room\":\"" + evil + "\"}", "join");
        socket.command("event.send", "{\"room\":\"r\",\"event\":\"" + evil + "\",\"data\":1}", "send");
        String said = UUID.randomUUID().toString();
        assertTrue(socket.ask("message.send", "{\"room\":\"r\",\"content\":\"" + evil + "\"}", said)
                .contains("\"ack\""));
        socket.close();
    }

    /** Where a break ends the header, what comes behind it is one that cannot be. */
    private static void headers(String evil) throws IOException {
        for (String name : List.of("User-Agent", "Origin", "Last-Event-ID", "Idempotency-Key", "X-Request-Id")) {
            for (String request : List.of("GET /api/v1/poll", "GET /api/v1/stream", "POST /api/v1/notifications")) {
                send(request + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + admin.token() + "\r\n" + name + ": "
                        + evil + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        }
        send("GET /" + evil + " HTTP/1.1\r\nHost: a\r\n\r\n");
        send("GET /ws HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Protocol: " + evil + "\r\n\r\n");
    }

    private static void send(String request) throws IOException {
        URI base = herald.baseUri();
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.setSoTimeout(10_000);
            assertTrue(socket.getInputStream().read() >= 0, "no answer to " + request);
        }
    }

    /** The last line that is waited for comes behind all others. */
    private static void assertAllWasTold() {
        RawWebSocket last =
                RawWebSocket.open(herald.baseUri(), "", Tokens.of("the-last").sign());
        last.await("ready");
        last.closeWith(1000);
        String told = "socket.disconnected";
        Await.until("all is told", () -> tells(Files.readString(file), told) && tells(herald.log(), told));
    }

    private static boolean tells(List<String> log, String what) {
        return tells(String.join("\n", log), what);
    }

    private static boolean tells(String log, String what) {
        return log.lines().anyMatch(line -> line.contains(what) && line.contains("user=the-last"));
    }
}
