package io.herald.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** An unread notification is sent to the webhook, signed, until the webhook accepts it, and once over all instances. */
class EscalationIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private record Call(String path, String id, String timestamp, String signature, byte[] body) {}

    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final String user = "escalation-" + UUID.randomUUID();

    @Test
    void an_unread_notification_is_sent_to_the_webhook_until_it_is_accepted() throws IOException {
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/hook", this::handle);
        hook.start();
        Map<String, String> settings = Map.of(
                "herald.webhooks.orders.url",
                "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook",
                "herald.webhooks.orders.secret",
                SECRET,
                "herald.log.key-prefix",
                user);
        try (HeraldProcess one = HeraldProcess.start(settings);
                HeraldProcess two = HeraldProcess.start(settings)) {
            Api api = new Api(one.baseUri(), Tokens.publisher("billing"));
            Api reader = new Api(two.baseUri(), Tokens.of(user).sign());
            // The first notification takes longer, because the instances have just started.
            readWhenStored(reader, id(api.notify(user, "first").body()));
            String read = id(api.publish(body("read")).body());
            readWhenStored(reader, read);
            // Becomes due after the one that is read.
            String unread = id(api.publish(body("unread")).body());
            Await.until("the webhook accepts the call", () -> calls.size() == 2);
            Await.until(
                    "the facts report the escalation",
                    () -> api.get("/api/v1/notifications/" + unread).body().contains("\"escalated\":true"));
            assertTrue(api.get("/api/v1/notifications/" + read).body().contains("\"escalated\":false"));
            for (Call call : calls) {
                assertEquals("/hook", call.path(), "a redirect was followed");
                assertEquals("msg_" + unread, call.id());
                assertEquals(
                        WebhookSecret.parse(SECRET).sign(call.id(), call.timestamp(), call.body()), call.signature());
                assertTrue(new String(call.body()).contains(user));
            }
        } finally {
            hook.stop(0);
        }
    }

    private static void readWhenStored(Api reader, String notification) {
        Await.until(
                "the notification is read",
                () -> reader.post("/api/v1/inbox/" + notification + "/read", "").statusCode() == 200);
    }

    /** Redirects the first call, as an attacker would to reach an address inside the network of the service. */
    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Location", "/hook/elsewhere");
        exchange.sendResponseHeaders(calls.isEmpty() ? 307 : 204, -1);
        calls.add(new Call(
                exchange.getRequestURI().getPath(),
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                body));
        exchange.close();
    }

    private String body(String title) {
        return "{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title
                + "\",\"escalate\":{\"after\":\"PT3S\",\"webhook\":\"orders\"}}";
    }

    private static String id(String answer) {
        return answer.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");
    }
}
