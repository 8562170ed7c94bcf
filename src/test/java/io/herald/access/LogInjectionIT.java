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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that names, headers and bodies of clients cannot forge a log line or send control sequences to a terminal. */
@Tag("extended")
class LogInjectionIT {

    private static final String FORGED_TIME = "2001-01-01 00:00:00,000";
    private static final String MARK = "forged-" + UUID.randomUUID();
    private static final String FORGED_LINE = FORGED_TIME + " ERROR [io.herald] (main) " + MARK;

    /** Line breaks for JSON lines and for text files, and a control sequence for terminals. */
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
    void input_of_a_client_does_not_forge_a_log_line() throws IOException {
        for (String lineBreak : BREAKS) {
            String injected = "x" + lineBreak + FORGED_LINE;
            paths(injected);
            tokens(injected);
            bodies(injected.replace("\\", "\\\\")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r")
                    .replace("\u001b", "\\u001b"));
            headers(injected);
        }
        awaitLastLine();

        for (String line : herald.log()) {
            assertTrue(!line.contains(MARK) || line.startsWith("{\"timestamp\":"), line);
        }
        String log = Files.readString(file);
        log.lines().forEach(line -> assertTrue(!line.startsWith(FORGED_TIME), line));
        assertEquals(-1, log.indexOf('\u001b'), "a control sequence reaches the terminal");
        assertEquals(-1, log.indexOf('\u2028'), "a line break in some viewers");
        assertEquals(-1, log.indexOf('\u0085'), "a line break in other viewers");
    }

    private static void paths(String injected) {
        String name = URLEncoder.encode(injected, StandardCharsets.UTF_8).replace("+", "%20");
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

    private static void tokens(String injected) {
        for (Tokens token : List.of(
                Tokens.of(injected).groups("admin"),
                Tokens.of("fine").claim("iss", injected),
                Tokens.of("fine").claim("jti", injected).groups(injected).herald(Map.of("join", List.of(injected))))) {
            Api caller = new Api(herald.baseUri(), token.sign());
            caller.delete("/api/v1/users/somebody/connections");
            RawWebSocket.stalled(herald.baseUri(), "", caller.token()).close();
        }
    }

    /** @param injected escaped for a JSON string */
    private static void bodies(String injected) {
        String to = "{\"to\":{\"users\":[\"a\"]},\"type\":\"info\",\"title\":\"" + injected + "\"";
        assertEquals(202, admin.publish(to + "}").statusCode());
        assertEquals(
                400, admin.publish(to + ",\"category\":\"" + injected + "\"}").statusCode());
        assertEquals(
                400,
                admin.publish(to + ",\"collapseKey\":\"" + injected + "\"}").statusCode());
        assertEquals(400, admin.publish("{\"" + injected + "\":1}").statusCode());
        assertEquals(
                204,
                admin.post("/api/v1/users/somebody/revocations", "{\"jti\":\"" + injected + "\"}")
                        .statusCode());
        RawWebSocket socket = RawWebSocket.open(herald.baseUri(), "", admin.token());
        socket.send("{\"event\":\"" + injected + "\",\"data\":{},\"id\":\"" + injected + "\"}");
        socket.command("room.join", "{\"room\":\"" + injected + "\"}", "join");
        socket.command("event.send", "{\"room\":\"r\",\"event\":\"" + injected + "\",\"data\":1}", "send");
        String id = UUID.randomUUID().toString();
        assertTrue(socket.ask("message.send", "{\"room\":\"r\",\"content\":\"" + injected + "\"}", id)
                .contains("\"ack\""));
        socket.close();
    }

    /** If a line break ends the header, the rest is an invalid header. */
    private static void headers(String injected) throws IOException {
        for (String name : List.of("User-Agent", "Origin", "Last-Event-ID", "Idempotency-Key", "X-Request-Id")) {
            for (String request : List.of("GET /api/v1/poll", "GET /api/v1/stream", "POST /api/v1/notifications")) {
                send(request + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + admin.token() + "\r\n" + name + ": "
                        + injected + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
        }
        send("GET /" + injected + " HTTP/1.1\r\nHost: a\r\n\r\n");
        send("GET /ws HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Protocol: " + injected + "\r\n\r\n");
    }

    private static void send(String request) throws IOException {
        URI base = herald.baseUri();
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.setSoTimeout(10_000);
            assertTrue(socket.getInputStream().read() >= 0, "no answer to " + request);
        }
    }

    /** The line of this socket follows all other lines. */
    private static void awaitLastLine() {
        RawWebSocket last =
                RawWebSocket.open(herald.baseUri(), "", Tokens.of("the-last").sign());
        last.await("ready");
        last.closeWith(1000);
        String line = "socket.closed";
        Await.until(
                "the last line is written",
                () -> contains(Files.readString(file), line) && contains(herald.log(), line));
    }

    private static boolean contains(List<String> log, String text) {
        return contains(String.join("\n", log), text);
    }

    private static boolean contains(String log, String text) {
        return log.lines().anyMatch(line -> line.contains(text) && line.contains("user=the-last"));
    }
}
