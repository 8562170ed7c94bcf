package io.herald.client;

import com.microsoft.playwright.BrowserContext;
import io.herald.testing.Api;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two users with a browser session each, and a room of each test. */
abstract class ClientScenario {

    final String room = "client-" + UUID.randomUUID();
    final String alice = "alice-" + UUID.randomUUID();
    final String bob = "bob-" + UUID.randomUUID();
    final Map<String, Object> roomOptions = Map.of("rooms", List.of(room));
    ClientFixture fixture;
    BrowserContext firstSession;
    BrowserContext secondSession;

    @BeforeEach
    void openSessions() {
        fixture = ClientIT.fixture;
        firstSession = fixture.session();
        secondSession = fixture.session();
    }

    @AfterEach
    void closeSessions() {
        firstSession.close();
        secondSession.close();
    }

    ClientPage tab(BrowserContext session, String user) {
        return ClientPage.open(session, fixture.uri(), user, roomOptions).online();
    }

    Api publisher() {
        return new Api(fixture.uri(), Tokens.publisher("shop"));
    }

    String chat(int messages, int pause) {
        return chat(0, messages, pause);
    }

    /** Returns statements that send numbered messages, with a pause in milliseconds after each. */
    String chat(int from, int to, int pause) {
        return "for (let i = %d; i < %d; i++) { await herald.send('%s', i); await new Promise((d) => setTimeout(d, %d)); }"
                .formatted(from, to, room, pause);
    }
}
