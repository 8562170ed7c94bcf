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

/** A socket that names its rooms in the query resumes all channels as one sequence. */
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
        String cursor = leave();
        happen(0, 40);
        try (ChatClient resumed = ChatClient.open(base, query + "&lastEventId=" + cursor, token, cbor)) {
            assertTrue(resumed.await("ready").contains("\"recovered\":true"));
            assertEquals(numbers(0, 40), contents(resumed.awaitCount(DURABLE, 40)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 20})
    void a_resume_that_is_cut_goes_on_behind_the_last_event_that_arrived(int arrived) {
        String cursor = leave();
        happen(0, 21);
        ChatClient cut = ChatClient.open(base, query + "&lastEventId=" + cursor, token, false);
        String last = ChatClient.text(cut.awaitCount(DURABLE, arrived).get(arrived - 1), "cursor");
        cut.socket().cut();
        happen(21, 24);
        try (ChatClient resumed = ChatClient.open(base, query + "&lastEventId=" + last, token, false)) {
            assertEquals(numbers(arrived, 24), contents(resumed.awaitCount(DURABLE, 24 - arrived)));
        }
    }

    /** The cursor of a first connection that was cut. */
    private String leave() {
        ChatClient first = ChatClient.open(base, query, token, false);
        String cursor = ChatClient.text(first.await("ready"), "cursor");
        first.socket().cut();
        return cursor;
    }

    private void happen(int from, int to) {
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
