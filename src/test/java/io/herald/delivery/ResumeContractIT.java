package io.herald.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where a client starts: now, at a time, or at a cursor that the log does not know. */
class ResumeContractIT extends DeliveryContract {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    @Override
    HeraldProcess here() {
        return INSTANCES.one();
    }

    @Override
    HeraldProcess there() {
        return INSTANCES.two();
    }

    @TestFactory
    Stream<DynamicTest> a_first_connect_is_recovered_and_receives_what_happens_from_now_on() {
        notifyUser("before", "");
        return overEachTransport(transport -> {
            StreamingClient client = connect(transport, here(), ConnectRequest.fromNow());
            assertTrue(client.isRecovered());
            notifyUser("after " + transport, "");
            assertEquals(List.of("after " + transport), contentsUpTo(client, "after " + transport));
            assertEquals(List.of(), client.resets());
        });
    }

    @TestFactory
    Stream<DynamicTest> a_client_that_has_received_no_event_resumes_too() {
        List<StreamingClient> idle = connectEach(token, ConnectRequest.fromNow());
        idle.forEach(StreamingClient::close);
        notifyUser("missed", "");
        return overEach(idle, client -> {
            StreamingClient resumed = connect(client.transport(), there(), ConnectRequest.after(client.cursor()));
            assertTrue(resumed.isRecovered());
            assertEquals(List.of("missed"), contentsUpTo(resumed, "missed"));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_rewound_client_receives_what_happened_since() {
        notifyUser("earlier", "");
        return overEachTransport(transport -> {
            StreamingClient client = connect(transport, there(), ConnectRequest.since("PT10M"));
            assertEquals(List.of("earlier"), contentsUpTo(client, "earlier"));
        });
    }

    @TestFactory
    Stream<DynamicTest> a_malformed_cursor_is_reset_as_unknown() {
        return overEachTransport(transport -> assertUnknown(transport, "nonsense"));
    }

    @TestFactory
    Stream<DynamicTest> a_cursor_beyond_the_end_of_the_log_is_reset_as_unknown() {
        return overEachTransport(transport -> assertUnknown(transport, "9999999999999-0"));
    }

    private void assertUnknown(ClientTransport transport, String cursor) {
        StreamingClient client = connect(transport, here(), ConnectRequest.after(cursor));
        assertFalse(client.isRecovered());
        JsonNode reset = client.awaitReset(AT_ONCE);
        assertEquals(List.of("ready", "reset"), client.begin(2));
        if (transport.explainsResets()) {
            assertEquals("unknown", reset.get("reason").asText());
        }
        StreamingClient again = connect(
                transport, here(), ConnectRequest.after(reset.get("cursor").asText()));
        assertTrue(again.isRecovered());
        String content = transport + " " + cursor;
        notifyUser(content, "");
        assertTrue(contentsUpTo(again, content).contains(content));
        assertEquals(List.of(), again.resets());
    }
}
