package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A person, a shop that sends them things, and windows that are looked after. */
abstract class ConsoleScenario {

    final String user = "reader-" + UUID.randomUUID();
    Api shop;
    private final List<ConsoleWindow> windows = new ArrayList<>();

    @BeforeEach
    void open() {
        shop = new Api(ConsoleIT.herald.baseUri(), Tokens.publisher("shop"));
    }

    /** Neither a policy that was broken, nor an exception that nobody saw. */
    @AfterEach
    void the_browser_has_nothing_to_complain_about() {
        List<String> complaints =
                windows.stream().flatMap(one -> one.complaints().stream()).toList();
        windows.forEach(ConsoleWindow::close);
        assertEquals(List.of(), complaints);
    }

    ConsoleWindow closed() {
        return keep(ConsoleWindow.closed(ConsoleIT.browser, ConsoleIT.herald.baseUri()));
    }

    ConsoleWindow window(String who, String... groups) {
        return keep(ConsoleWindow.of(ConsoleIT.browser, ConsoleIT.herald.baseUri(), who, groups));
    }

    private ConsoleWindow keep(ConsoleWindow window) {
        windows.add(window);
        return window;
    }

    void send(String title, String more) {
        String json = "{\"to\":{\"users\":[\"%s\"]},\"type\":\"info\",\"title\":\"%s\"%s}".formatted(user, title, more);
        assertEquals(202, shop.publish(json).statusCode());
    }
}
