package io.herald.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.herald.testing.Browser;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks the states of the client's connection. Each step is at a time in seconds: a start, a {@code ready}, or the end of what the
 * state is about, with the details of the error. The result is the name of the state, the transport, and its details.
 */
class ConnectionStateTest {

    private static final String ORIGIN = "http://localhost:1";

    private static final String RUN = """
        async ([stored, steps]) => {
          const { initial, next } = await import('/connection-state.js');
          const [name, until] = (stored ?? '').split(' ');
          let state = initial(['websocket', 'sse', 'poll'], name ? { name, until: until * 1000 } : {}, 1);
          for (const step of steps.split(', ')) {
            const [input, at, ...more] = step.split(' ');
            const now = at * 1000;
            const error = Object.fromEntries(more.map((one) => one.split('=')).map(([key, value = true]) => [key, value]));
            const entered = {
              start: () => ({ name: 'connecting' }),
              ready: () => ({ name: 'online', working: state.index, session: { openedAt: now } }),
              end: () => next(state, error, now),
            }[input]();
            state = { ...state, session: {}, ...entered };
          }
          const { index, attempts, retryAfter, reason } = state;
          const details = { attempts, ...(state.name === 'reconnecting' && { retryAfter }), ...(state.name === 'closed' && { reason }) };
          return [state.name, state.order[index], ...Object.entries(details).map(([key, value]) => `${key}=${value}`)].join(' ');
        }""";

    private static Browser browser;
    private static Page page;

    @BeforeAll
    static void open() {
        browser = Browser.start();
        page = browser.page();
        page.route(ORIGIN + "/**", ConnectionStateTest::serve);
        page.navigate(ORIGIN + "/");
    }

    private static void serve(Route route) {
        String path = route.request().url().substring(ORIGIN.length());
        route.fulfill(
                path.endsWith(".js")
                        ? new Route.FulfillOptions().setPath(Path.of("src/main/client" + path))
                        : new Route.FulfillOptions().setContentType("text/html").setBody("<!doctype html>"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a first connect                              | start 0, ready 1 | online websocket attempts=0
            a refusal without a reason is probed         | start 0, end 1 | probing websocket attempts=0
            a new transport at fault is left at once     | start 0, end 1, end 1 isReachable | connecting sse attempts=1
            the last one leads to a wait for the first   | start 0, end 1, end 1 isReachable, end 2, end 2 isReachable, end 3, end 3 isReachable | reconnecting websocket attempts=3 retryAfter=0
            one that worked gets a second attempt        | start 0, ready 1, end 9 isImmediate, end 10, end 10 isReachable | reconnecting websocket attempts=2 retryAfter=0
            but no third one                             | start 0, ready 1, end 9 isImmediate, end 10, end 10 isReachable, end 11, end 12, end 12 isReachable | connecting sse attempts=3
            an unreachable service is not the transport  | start 0, end 1, end 1 code=network, end 2, end 3, end 3 code=network | reconnecting websocket attempts=2 retryAfter=0
            a temporary refusal needs no probe           | start 0, end 1 code=unavailable retryAfter=7 | reconnecting websocket attempts=1 retryAfter=7
            a stable connection is replaced at once      | start 0, ready 1, end 9 isImmediate | connecting websocket attempts=1
            a short one only once                        | start 0, ready 1, end 9 isImmediate, ready 10, end 11 isImmediate | reconnecting websocket attempts=2 retryAfter=0
            a stable one ends the series                 | start 0, ready 1, end 9 isImmediate, ready 10, end 19 isImmediate | connecting websocket attempts=1
            a dropped connection waits                   | start 0, ready 1, end 9 | reconnecting websocket attempts=1 retryAfter=0
            a wait ends with an attempt                  | start 0, ready 1, end 9, end 10 | connecting websocket attempts=1
            a rejected token is final                    | start 0, end 1 code=unauthorized | closed websocket attempts=0 reason=unauthorized
            also in a poll                               | start 0, ready 1, end 9 code=invalid | closed websocket attempts=0 reason=invalid
            a probe shows the reason                     | start 0, end 1, end 1 code=forbidden | closed websocket attempts=0 reason=forbidden
            an eviction is final                         | start 0, ready 1, end 9 fatal=evicted | closed websocket attempts=0 reason=evicted
            a close during a wait                        | start 0, end 1 retryAfter=7, end 2 fatal=client | closed websocket attempts=0 reason=client
            a closed connection ignores what is late     | start 0, end 1 fatal=client, end 3 | closed websocket attempts=0 reason=client
            and can be started again                     | start 0, end 1 fatal=evicted, start 9 | connecting websocket attempts=0
            """)
    void a_connection_passes_through_its_states(String behavior, String steps, String expected) {
        assertEquals(expected, run(null, steps));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a fallback of the page before is used again  | sse 60   | start 2 | connecting sse attempts=0
            until its time ends                          | sse 0    | start 2 | connecting websocket attempts=0
            and left for the preferred one after that    | sse 60   | start 2, ready 3, end 61 isImmediate | connecting websocket attempts=1
            but not before                               | sse 60   | start 2, ready 3, end 59 isImmediate | connecting sse attempts=1
            a fallback starts with the switch            | other 0  | start 2, end 3, end 3 isReachable, ready 4, end 602 isImmediate | connecting sse attempts=1
            and ends after ten minutes                   | other 0  | start 2, end 3, end 3 isReachable, ready 4, end 604 isImmediate | connecting websocket attempts=1
            a transport that is not offered is ignored   | other 60 | start 2 | connecting websocket attempts=0
            """)
    void a_fallback_lasts_for_a_time(String behavior, String stored, String steps, String expected) {
        assertEquals(expected, run(stored, steps));
    }

    private static Object run(String stored, String steps) {
        return page.evaluate(RUN, Arrays.asList(stored, steps));
    }
}
