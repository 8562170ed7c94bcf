package io.herald.client;

import com.microsoft.playwright.BrowserContext;
import io.herald.testing.Api;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two people with a browser each, and a room of their own. */
abstract class ClientScenario {

    final String room = "client-" + UUID.randomUUID();
    final String alice = "alice-" + UUID.randomUUID();
    final String bob = "bob-" + UUID.randomUUID();
    final Map<String, Object> inTheRoom = Map.of("rooms", List.of(room));
    ClientFixture stage;
    BrowserContext here;
    BrowserContext there;

    @BeforeEach
    void sessions() {
        stage = ClientIT.stage;
        here = stage.session();
        there = stage.session();
    }

    @AfterEach
    void leave() {
        here.close();
        there.close();
    }

    ClientPage tab(BrowserContext session, String user) {
        return ClientPage.open(session, stage.uri(), user, inTheRoom).online();
    }

    Api shop() {
        return new Api(stage.uri(), Tokens.publisher("shop"));
    }

    String chat(int messages, int pause) {
        return chat(0, messages, pause);
    }

    /** Numbered messages, with so many milliseconds behind each. */
    String chat(int from, int to, int pause) {
        return "for (let i = %d; i < %d; i++) { await herald.send('%s', i); await new Promise((d) => setTimeout(d, %d)); }"
                .formatted(from, to, room, pause);
    }
}
