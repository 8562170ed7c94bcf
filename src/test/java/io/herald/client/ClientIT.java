package io.herald.client;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The client library in a browser, in front of two instances behind a proxy. All scenarios share them. */
class ClientIT {

    static ClientFixture fixture;

    @BeforeAll
    static void start() {
        fixture = ClientFixture.open();
    }

    @AfterAll
    static void stop() throws Exception {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Nested
    @Tag("extended")
    class Cuts extends DisconnectScenarios {}

    @Nested
    class Tabs extends TabScenarios {}

    @Nested
    class Transports extends TransportScenarios {}

    @Nested
    class Resumes extends ResumeScenarios {}

    @Nested
    class Rooms extends RoomScenarios {}

    @Nested
    class Push extends PushScenarios {}

    @Nested
    class Visibility extends VisibilityScenarios {}
}
