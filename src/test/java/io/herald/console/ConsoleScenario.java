package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A user, a publisher, and console windows that the test closes. */
abstract class ConsoleScenario {

    final String user = "reader-" + UUID.randomUUID();
    Api publisherApi;
    private final List<ConsoleWindow> windows = new ArrayList<>();

    @BeforeEach
    void open() {
        publisherApi = new Api(ConsoleIT.herald.baseUri(), Tokens.publisher("shop"));
    }

    /** Fails on violations of the policy and uncaught exceptions. */
    @AfterEach
    void the_browser_reports_no_errors() {
        List<String> errors =
                windows.stream().flatMap(window -> window.errors().stream()).toList();
        windows.forEach(ConsoleWindow::close);
        assertEquals(List.of(), errors);
    }

    ConsoleWindow signedOutWindow() {
        return register(ConsoleWindow.signedOut(ConsoleIT.browser, ConsoleIT.herald.baseUri()));
    }

    ConsoleWindow window(String who, String... groups) {
        return register(ConsoleWindow.of(ConsoleIT.browser, ConsoleIT.herald.baseUri(), who, groups));
    }

    private ConsoleWindow register(ConsoleWindow window) {
        windows.add(window);
        return window;
    }

    void send(String title, String more) {
        String json = "{\"to\":{\"users\":[\"%s\"]},\"type\":\"info\",\"title\":\"%s\"%s}".formatted(user, title, more);
        assertEquals(202, publisherApi.publish(json).statusCode());
    }
}
