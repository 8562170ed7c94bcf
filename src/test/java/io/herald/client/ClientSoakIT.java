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
import org.junit.jupiter.api.Test;

/** The client against a service that is killed, restarted, slowed, held up and flushed, while somebody goes on talking. */
class ClientSoakIT {

    private final String room = "soak-" + UUID.randomUUID();
    private final List<ClientPage> listeners = new ArrayList<>();
    private final List<BrowserContext> sessions = new ArrayList<>();
    private ClientPage talker;
    private int flushedFrom;
    private int flushedUpTo;

    @Test
    void nothing_is_lost_untold_repeated_or_disordered() {
        try (Browser browser = Browser.start()) {
            Assumptions.assumeTrue(Nginx.isThere(), "no nginx");
            try (RedisServerProcess redis = RedisServerProcess.started();
                    HeraldProcess steady = HeraldProcess.start(redis.settings());
                    HeraldProcess shaky = HeraldProcess.start(redis.settings());
                    Nginx nginx = Nginx.before(
                            List.of(steady.baseUri().getPort(), shaky.baseUri().getPort()))) {
                listen(browser, nginx);
                talk();
                shaky.kill();
                settle(50);
                try (HeraldProcess again = again(shaky, redis)) {
                    cutNetwork();
                    hang(redis);
                    again.awaitReady();
                    slow(steady);
                    steady.kill();
                    settle(50);
                    flush(redis);
                    talker.get("window.stop = true");
                    talker.done();
                    check();
                }
            }
        }
    }

    /** Two tabs that share a connection, and one device for each other transport. */
    private void listen(Browser browser, Nginx nginx) {
        BrowserContext shared = browser.session();
        sessions.add(shared);
        listeners.add(tab(shared, nginx, "alice", "websocket"));
        listeners.add(tab(shared, nginx, "alice", "websocket"));
        for (String transport : List.of("sse", "poll")) {
            BrowserContext session = browser.session();
            sessions.add(session);
            listeners.add(tab(session, nginx, "alice", transport));
        }
        talker = tab(browser.session(), nginx, "bob", "websocket");
    }

    private ClientPage tab(BrowserContext session, Nginx nginx, String user, String transport) {
        Map<String, Object> options = Map.of("rooms", List.of(room), "transports", List.of(transport));
        return ClientPage.open(session, nginx.uri(), user, options).online();
    }

    private void talk() {
        talker.begin("""
            window.said = 0; window.stop = false;
            while (!stop) { await herald.send('%s', said); said++; await new Promise((d) => setTimeout(d, 20)); }\
            """.formatted(room));
        settle(20);
    }

    /** Until everybody has heard so many more. */
    private void settle(int more) {
        int upTo = (Integer) talker.get("said") + more;
        for (ClientPage clientPage : listeners) {
            clientPage.until("log.some((e) => e.data.content >= " + upTo + ")");
        }
    }

    /** At the same address, and not waited for. */
    private static HeraldProcess again(HeraldProcess ended, RedisServerProcess redis) {
        Map<String, String> settings = new HashMap<>(TestServers.settings());
        settings.putAll(redis.settings());
        settings.put("quarkus.http.port", Integer.toString(ended.baseUri().getPort()));
        return HeraldProcess.launch(settings);
    }

    private void cutNetwork() {
        sessions.forEach(session -> session.setOffline(true));
        listeners.forEach(clientPage -> clientPage.until("herald.status.state === 'offline'"));
        int said = (Integer) talker.get("said");
        talker.until("said > " + (said + 20));
        sessions.forEach(session -> session.setOffline(false));
        settle(50);
    }

    private void hang(RedisServerProcess redis) {
        redis.hang();
        talker.until("herald.status.queued === 1 && Date.now() - (window.hung ??= Date.now()) > 2000");
        redis.resume();
        settle(50);
    }

    /** An instance that gets to run a fifth of the time: what comes over it comes late and in lumps. */
    private void slow(HeraldProcess instance) {
        int from = (Integer) talker.get("said");
        for (int said = from; said < from + 10; said = (Integer) talker.get("said")) {
            instance.hang();
            talker.until("Date.now() - (window.slowed ??= Date.now()) > 200 && delete window.slowed");
            instance.resume();
            talker.until("Date.now() - (window.slowed ??= Date.now()) > 50 && delete window.slowed");
        }
        settle(20);
    }

    /** What was acknowledged between is lost with the log, and must be told to everybody. */
    private void flush(RedisServerProcess redis) {
        settle(1);
        flushedFrom = (Integer) talker.get("said") - 50;
        redis.flush();
        listeners.forEach(
                clientPage -> clientPage.until("resets.some((r) => r.reason === 'lost' || r.channels.length === 0)"));
        settle(50);
        flushedUpTo = (Integer) talker.get("said");
    }

    private void check() {
        int said = (Integer) talker.get("said");
        for (ClientPage clientPage : listeners) {
            clientPage.until("log.some((e) => e.data.content === " + (said - 1) + ")");
            List<Integer> had = clientPage.numbers();
            assertEquals(List.copyOf(new TreeSet<>(had)), had, "in order and once");
            List<Integer> missing = new ArrayList<>(ClientPage.upTo(said));
            missing.removeAll(had);
            assertTrue(missing.stream().allMatch(n -> n >= flushedFrom && n <= flushedUpTo), "missing: " + missing);
            System.err.printf("soak: said=%d had=%d missing at the flush=%d%n", said, had.size(), missing.size());
        }
    }
}
