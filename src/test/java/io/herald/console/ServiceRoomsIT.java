package io.herald.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks the rooms in which all instances publish their metrics and log lines. */
class ServiceRoomsIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final Pattern INSTANCE = Pattern.compile("\"instance\":\"([^\"]+)\"");

    @Test
    void only_administrators_receive_the_metrics_and_log_lines_of_all_instances() {
        HeraldProcess first = INSTANCES.one();
        HeraldProcess second = INSTANCES.two();
        try (RawWebSocket admin =
                        first.socket(Tokens.of("admin").groups("admin").sign());
                RawWebSocket alice = first.socket(Tokens.publisher("alice"))) {
            for (String room : Set.of(MetricsPublisher.ROOM, LogLinePublisher.ROOM)) {
                String refused = alice.ask("room.join", "{\"room\":\"" + room + "\"}", room);
                assertTrue(refused.contains("\"forbidden\""), refused);
            }
            admin.ask("room.join", "{\"room\":\"" + MetricsPublisher.ROOM + "\"}", "metrics");
            Await.until(
                    "both instances have published metrics",
                    () -> instances(admin).size() == 2);

            admin.ask(
                    "room.join",
                    "{\"room\":\"" + LogLinePublisher.ROOM + "\",\"where\":{\"source\":[\"audit\"]}}",
                    "log");
            new Api(second.baseUri(), Tokens.of("admin").groups("admin").sign())
                    .put("/api/v1/rooms/team-seen", "{\"visibility\":\"public\"}");
            String line = admin.await("log").text();
            assertTrue(line.contains("room.saved room=team-seen"), line);
            assertFalse(line.contains("\"cursor\""), "a log line is ephemeral: " + line);
            assertEquals(
                    0,
                    admin.events("log").stream()
                            .filter(frame -> frame.text().contains("\"source\":\"ws\""))
                            .count());
        }
    }

    private static Set<String> instances(RawWebSocket socket) {
        return socket.events("metrics").stream()
                .map(frame -> INSTANCE.matcher(frame.text()))
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }
}
