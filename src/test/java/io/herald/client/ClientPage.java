package io.herald.client;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.herald.testing.Await;
import io.herald.testing.Tokens;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A page that uses the client library, and keeps what it hears: {@code herald}, {@code log}, {@code statuses}. Where it sets
 * {@code tokens}, that is asked for a token first.
 */
final class ClientPage {

    /** A client that has tried in vain for a while tries again after half a minute at the most. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    /** With what codes its sockets were closed. */
    static final String CLOSES = """
        window.closes = [];
        window.WebSocket = class extends WebSocket {
          constructor(...how) {
            super(...how);
            this.addEventListener('close', ({ code }) => closes.push(code));
          }
        };\
        """;

    private static final String OPEN = """
        async ([user, options]) => {
          const { Herald, HeraldError } = await import('/client/herald.js').catch(async (failure) => {
            const again = await fetch('/client/herald.js');
            throw new Error(`${failure} ${again.status} ${JSON.stringify([...again.headers])} ${(await again.text()).slice(0, 500)}`);
          });
          Object.assign(window, { HeraldError, log: [], statuses: [], resets: [], errors: [] });
          window.herald = new Herald({ token: async () => window.tokens?.() ?? signed(user), ...options });
          herald.on('*', (event) => log.push(event));
          herald.on('session.status', (status) => statuses.push(status));
          herald.on('reset', (reset) => resets.push(reset));
          herald.on('error', (error) => errors.push(`${error.code} ${error.room}`));
        }\
        """;

    /** A page of the service that has nothing of its own. */
    private static final String BLANK = "/q/health/live";

    private final Page page;
    private final URI base;
    private final String user;
    private final Map<String, Object> options;

    private ClientPage(Page page, URI base, String user, Map<String, Object> options) {
        this.page = page;
        this.base = base;
        this.user = user;
        this.options = options;
    }

    static ClientPage open(BrowserContext session, URI base, String user, Map<String, Object> options) {
        return open(session, base, user, Duration.ofHours(1), options);
    }

    /** @param life of each token that its page is given */
    static ClientPage open(BrowserContext session, URI base, String user, Duration life, Map<String, Object> options) {
        return open(session, base, user, life, List.of("*"), options);
    }

    /** @param rooms that its tokens allow */
    static ClientPage open(
            BrowserContext session, URI base, String user, List<String> rooms, Map<String, Object> options) {
        return open(session, base, user, Duration.ofHours(1), rooms, options);
    }

    private static ClientPage open(
            BrowserContext session,
            URI base,
            String user,
            Duration life,
            List<String> rooms,
            Map<String, Object> options) {
        ClientPage clientPage = new ClientPage(session.newPage(), base, user, options);
        clientPage.page.exposeFunction(
                "signed",
                who -> Tokens.of((String) who[0])
                        .herald(Map.of("join", rooms, "send", rooms))
                        .expiresIn(life)
                        .sign());
        clientPage.reload();
        return clientPage;
    }

    void reload() {
        page.navigate(base.resolve(BLANK).toString());
        page.evaluate(OPEN, List.of(user, options));
    }

    ClientPage online() {
        until("herald.status.state === 'online'");
        return this;
    }

    /** Of an expression of the page; a promise is waited for. */
    Object get(String expression) {
        return page.evaluate("async () => (" + expression + ")");
    }

    boolean is(String expression) {
        return (Boolean) get(expression);
    }

    /** Done while the test goes on; {@link #done} waits for it. */
    void begin(String statements) {
        page.evaluate("() => { window.doing = (async () => { " + statements + " })(); }");
    }

    void done() {
        page.evaluate("() => doing");
    }

    void until(String expression) {
        try {
            Await.until(user + ": " + expression, PATIENCE, () -> is(expression));
        } catch (AssertionError late) {
            throw new AssertionError(
                    get("JSON.stringify([herald.status, statuses, resets, errors, log.slice(-20)])") + "", late);
        }
    }

    /** The contents of the numbered messages that came, in their order. */
    @SuppressWarnings("unchecked")
    List<Integer> numbers() {
        return (List<Integer>)
                get("log.filter((e) => e.event === 'message' && Number.isInteger(e.data.content)).map((e) =>"
                        + " e.data.content)");
    }

    void untilAll(int numbers) {
        until("log.some((e) => e.data.content === " + (numbers - 1) + ")");
    }

    static List<Integer> upTo(int numbers) {
        return IntStream.range(0, numbers).boxed().toList();
    }

    Page page() {
        return page;
    }

    void close() {
        page.close();
    }
}
