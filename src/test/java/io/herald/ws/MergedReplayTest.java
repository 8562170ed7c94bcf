package io.herald.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A socket with rooms in its query resumes all channels as one sequence. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class MergedReplayTest {

    private static final String DURABLE = "(message|notification)";

    @TestHTTPResource
    URI base;

    private final String user = "user-" + UUID.randomUUID();
    private final List<String> rooms = List.of("z-" + UUID.randomUUID(), "a-" + UUID.randomUUID());
    private final String token =
            Tokens.of(user).herald(Map.of("join", rooms, "send", rooms)).sign();
    private final String query = "?room=" + String.join("&room=", rooms);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_resume_replays_all_channels_in_the_order_of_their_ids(boolean cbor) {
        String cursor = connectAndCut();
        publish(0, 40);
        try (ChatClient resumed = ChatClient.open(base, query + "&lastEventId=" + cursor, token, cbor)) {
            assertTrue(resumed.await("ready").contains("\"recovered\":true"));
            assertEquals(numbers(0, 40), contents(resumed.awaitCount(DURABLE, 40)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20})
    void an_interrupted_resume_continues_after_the_last_received_event(int received) {
        String cursor = connectAndCut();
        publish(0, 21);
        ChatClient cut = ChatClient.open(base, query + "&lastEventId=" + cursor, token, false);
        String last = ChatClient.text(cut.awaitCount(DURABLE, received).get(received - 1), "cursor");
        cut.socket().cut();
        publish(21, 24);
        try (ChatClient resumed = ChatClient.open(base, query + "&lastEventId=" + last, token, false)) {
            assertEquals(numbers(received, 24), contents(resumed.awaitCount(DURABLE, 24 - received)));
        }
    }

    /** Returns the cursor of a first connection after cutting it. */
    private String connectAndCut() {
        ChatClient first = ChatClient.open(base, query, token, false);
        String cursor = ChatClient.text(first.await("ready"), "cursor");
        first.socket().cut();
        return cursor;
    }

    private void publish(int from, int to) {
        Api billing = new Api(base, Tokens.publisher("billing"));
        Api member = new Api(base, token);
        for (int i = from; i < to; i++) {
            int status = i % 3 == 2
                    ? billing.notify(user, "n" + i).statusCode()
                    : member.post("/api/v1/rooms/" + rooms.get(i % 3) + "/messages", "{\"content\":\"n" + i + "\"}")
                            .statusCode();
            assertEquals(202, status);
        }
    }

    private static List<String> contents(List<String> envelopes) {
        return envelopes.stream()
                .map(envelope -> envelope.replaceAll(".*\"(?:content|title)\":\"([^\"]+)\".*", "$1"))
                .toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "n" + i).toList();
    }
}
