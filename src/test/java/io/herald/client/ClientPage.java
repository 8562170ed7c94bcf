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
 * A page that uses the client library and keeps what it receives: {@code herald}, {@code log}, {@code statuses}. If it sets
 * {@code tokens}, the client reads its token from there.
 */
final class ClientPage {

    /** After several failed attempts, the client waits up to half a minute before the next. */
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    /** Records the close codes of the page's sockets. */
    static final String RECORD_CLOSES = """
        window.closes = [];
        window.WebSocket = class extends WebSocket {
          constructor(...args) {
            super(...args);
            this.addEventListener('close', ({ code }) => closes.push(code));
          }
        };\
        """;

    private static final String OPEN = """
        async ([user, options]) => {
          const { Herald, HeraldError } = await import('/client/herald.js').catch(async (failure) => {
            const retry = await fetch('/client/herald.js');
            throw new Error(`${failure} ${retry.status} ${JSON.stringify([...retry.headers])} ${(await retry.text()).slice(0, 500)}`);
          });
          Object.assign(window, { HeraldError, log: [], statuses: [], resets: [], errors: [] });
          window.herald = new Herald({ token: async () => window.tokens?.() ?? signed(user), ...options });
          herald.on('*', (event) => log.push(event));
          herald.on('session.status', (status) => statuses.push(status));
          herald.on('reset', (reset) => resets.push(reset));
          herald.on('error', (error) => errors.push(`${error.code} ${error.room}`));
        }\
        """;

    /** A page of the service without scripts. */
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

    /** @param lifetime of each token of the page */
    static ClientPage open(
            BrowserContext session, URI base, String user, Duration lifetime, Map<String, Object> options) {
        return open(session, base, user, lifetime, List.of("*"), options);
    }

    /** @param rooms that the tokens allow */
    static ClientPage open(
            BrowserContext session, URI base, String user, List<String> rooms, Map<String, Object> options) {
        return open(session, base, user, Duration.ofHours(1), rooms, options);
    }

    private static ClientPage open(
            BrowserContext session,
            URI base,
            String user,
            Duration lifetime,
            List<String> rooms,
            Map<String, Object> options) {
        ClientPage clientPage = new ClientPage(session.newPage(), base, user, options);
        clientPage.page.exposeFunction(
                "signed",
                args -> Tokens.of((String) args[0])
                        .herald(Map.of("join", rooms, "send", rooms))
                        .expiresIn(lifetime)
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

    /** Returns the value of an expression of the page, after awaiting a promise. */
    Object get(String expression) {
        return page.evaluate("async () => (" + expression + ")");
    }

    boolean is(String expression) {
        return (Boolean) get(expression);
    }

    /** Runs the statements in the background. {@link #awaitDone} waits for their end. */
    void start(String statements) {
        page.evaluate("() => { window.running = (async () => { " + statements + " })(); }");
    }

    void awaitDone() {
        page.evaluate("() => running");
    }

    void until(String expression) {
        try {
            Await.until(user + ": " + expression, TIMEOUT, () -> is(expression));
        } catch (AssertionError timeout) {
            throw new AssertionError(
                    get("JSON.stringify([herald.status, statuses, resets, errors, log.slice(-20)])") + "", timeout);
        }
    }

    /** Returns the contents of the numbered messages, in the order of arrival. */
    @SuppressWarnings("unchecked")
    List<Integer> numbers() {
        return (List<Integer>)
                get("log.filter((e) => e.event === 'message' && Number.isInteger(e.data.content)).map((e) =>"
                        + " e.data.content)");
    }

    void untilReceived(int numbers) {
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
