package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import io.herald.testing.Browser;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestServers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the client while the service is killed, restarted, slowed, suspended and its log deleted, and a user keeps sending. */
@Tag("extended")
class ClientSoakIT {

    private final String room = "soak-" + UUID.randomUUID();
    private final List<ClientPage> receivers = new ArrayList<>();
    private final List<BrowserContext> sessions = new ArrayList<>();
    private ClientPage sender;
    private int flushedFrom;
    private int flushedUpTo;

    @Test
    void no_message_is_lost_without_a_reset_repeated_or_out_of_order() {
        try (Browser browser = Browser.start()) {
            Assumptions.assumeTrue(Nginx.isInstalled(), "no nginx");
            try (RedisServerProcess redis = RedisServerProcess.started();
                    HeraldProcess first = HeraldProcess.start(redis.settings());
                    HeraldProcess second = HeraldProcess.start(redis.settings());
                    Nginx nginx = Nginx.inFrontOf(
                            List.of(first.baseUri().getPort(), second.baseUri().getPort()))) {
                openReceivers(browser, nginx);
                startSending();
                second.kill();
                awaitMore(50);
                try (HeraldProcess restarted = restart(second, redis)) {
                    cutNetwork();
                    suspend(redis);
                    restarted.awaitReady();
                    slow(first);
                    first.kill();
                    awaitMore(50);
                    flush(redis);
                    sender.get("window.stop = true");
                    sender.awaitDone();
                    check();
                }
            }
        }
    }

    /** Two tabs that share a connection, and one device for each other transport. */
    private void openReceivers(Browser browser, Nginx nginx) {
        BrowserContext shared = browser.session();
        sessions.add(shared);
        receivers.add(tab(shared, nginx, "alice", "websocket"));
        receivers.add(tab(shared, nginx, "alice", "websocket"));
        for (String transport : List.of("sse", "poll")) {
            BrowserContext session = browser.session();
            sessions.add(session);
            receivers.add(tab(session, nginx, "alice", transport));
        }
        sender = tab(browser.session(), nginx, "bob", "websocket");
    }

    private ClientPage tab(BrowserContext session, Nginx nginx, String user, String transport) {
        Map<String, Object> options = Map.of("rooms", List.of(room), "transports", List.of(transport));
        return ClientPage.open(session, nginx.uri(), user, options).online();
    }

    private void startSending() {
        sender.start("""
            window.sent = 0; window.stop = false;
            while (!stop) { await herald.send('%s', sent); sent++; await new Promise((d) => setTimeout(d, 20)); }\
            """.formatted(room));
        awaitMore(20);
    }

    /** Waits until every page has received the given number of further messages. */
    private void awaitMore(int more) {
        int upTo = (Integer) sender.get("sent") + more;
        for (ClientPage clientPage : receivers) {
            clientPage.until("log.some((e) => e.data.content >= " + upTo + ")");
        }
    }

    /** Restarts an instance at the same address, without waiting until it is ready. */
    private static HeraldProcess restart(HeraldProcess stopped, RedisServerProcess redis) {
        Map<String, String> settings = new HashMap<>(TestServers.settings());
        settings.putAll(redis.settings());
        settings.put("quarkus.http.port", Integer.toString(stopped.baseUri().getPort()));
        return HeraldProcess.launch(settings);
    }

    private void cutNetwork() {
        sessions.forEach(session -> session.setOffline(true));
        receivers.forEach(clientPage -> clientPage.until("herald.status.state === 'offline'"));
        int sent = (Integer) sender.get("sent");
        sender.until("sent > " + (sent + 20));
        sessions.forEach(session -> session.setOffline(false));
        awaitMore(50);
    }

    private void suspend(RedisServerProcess redis) {
        redis.hang();
        sender.until("herald.status.queued === 1 && Date.now() - (window.suspended ??= Date.now()) > 2000");
        redis.resume();
        awaitMore(50);
    }

    /** Lets an instance run a fifth of the time: its events arrive late and in bursts. */
    private void slow(HeraldProcess instance) {
        int from = (Integer) sender.get("sent");
        for (int sent = from; sent < from + 10; sent = (Integer) sender.get("sent")) {
            instance.hang();
            sender.until("Date.now() - (window.slowed ??= Date.now()) > 200 && delete window.slowed");
            instance.resume();
            sender.until("Date.now() - (window.slowed ??= Date.now()) > 50 && delete window.slowed");
        }
        awaitMore(20);
    }

    /** Deletes the log. Every page must receive a reset for the lost messages. */
    private void flush(RedisServerProcess redis) {
        awaitMore(1);
        flushedFrom = (Integer) sender.get("sent") - 50;
        redis.flush();
        receivers.forEach(
                clientPage -> clientPage.until("resets.some((r) => r.reason === 'lost' || r.channels.length === 0)"));
        awaitMore(50);
        flushedUpTo = (Integer) sender.get("sent");
    }

    private void check() {
        int sent = (Integer) sender.get("sent");
        for (ClientPage clientPage : receivers) {
            clientPage.until("log.some((e) => e.data.content === " + (sent - 1) + ")");
            List<Integer> received = clientPage.numbers();
            assertEquals(List.copyOf(new TreeSet<>(received)), received, "in order and once");
            List<Integer> missing = new ArrayList<>(ClientPage.upTo(sent));
            missing.removeAll(received);
            assertTrue(missing.stream().allMatch(n -> n >= flushedFrom && n <= flushedUpTo), "missing: " + missing);
            System.err.printf(
                    "soak: sent=%d received=%d missing at the flush=%d%n", sent, received.size(), missing.size());
        }
    }
}
