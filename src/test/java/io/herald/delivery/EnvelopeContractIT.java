package io.herald.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An envelope is the same for every client. */
class EnvelopeContractIT extends DeliveryContract {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    @Override
    HeraldProcess here() {
        return INSTANCES.one();
    }

    @Override
    HeraldProcess there() {
        return INSTANCES.two();
    }

    @TestFactory
    Stream<DynamicTest> an_envelope_is_identical_over_all_transports_live_and_replayed_on_all_instances() {
        String cursor = endOfLog();
        List<StreamingClient> live = connectEach(token, ConnectRequest.fromNow(room));
        publishMany();
        List<ReceivedEnvelope> expected = upTo(live.get(ClientTransport.SSE.ordinal()), "last");
        assertEquals(4, expected.size());
        List<StreamingClient> readers = new ArrayList<>(live.subList(1, live.size()));
        readers.addAll(Stream.of(ClientTransport.values())
                .map(transport -> connect(transport, there(), ConnectRequest.after(cursor, room)))
                .toList());
        return overEach(readers, reader -> assertSame(reader.transport(), expected, upTo(reader, "last")));
    }

    /** Data with numbers whose spelling has to be kept, with characters beyond the BMP, and with insignificant whitespace. */
    private void publishMany() {
        notifyUser(
                "Grüße \\ud83d\\ude00",
                ",\"body\":\"a \\\"b\\\" \\u0007\",\"data\":{ \"n\" : [1, 1.0, 1e2, -0, 0.10] , \"deep\":{\"a\":[[null,true]]}}");
        accepted(
                202,
                member().post(
                                "/api/v1/rooms/" + room + "/messages",
                                "{\"content\":[12345678901234567890, \"é\"], \"re\" : {} }"));
        publish("user:" + user, "tick", "event", ",\"conflate\":\"key\"");
        publish("room:" + room, "tick", "last", "");
    }

    private static void assertSame(
            ClientTransport transport, List<ReceivedEnvelope> expected, List<ReceivedEnvelope> received) {
        if (transport != ClientTransport.WEBSOCKET_CBOR) {
            assertEquals(json(expected), json(received));
            return;
        }
        assertEquals(expected.size(), received.size());
        for (int i = 0; i < expected.size(); i++) {
            assertTrue(
                    expected.get(i)
                            .tree()
                            .equals(
                                    EnvelopeContractIT::compareNumbers,
                                    received.get(i).tree()),
                    expected.get(i) + " " + received.get(i));
        }
    }

    private static List<String> json(List<ReceivedEnvelope> envelopes) {
        return envelopes.stream().map(ReceivedEnvelope::json).toList();
    }

    private static int compareNumbers(JsonNode one, JsonNode other) {
        boolean same = one.equals(other)
                || one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0;
        return same ? 0 : 1;
    }

    @TestFactory
    Stream<DynamicTest> the_cursor_is_the_first_member_and_an_ephemeral_event_has_neither_cursor_nor_id() {
        List<StreamingClient> live = connectEach(token, ConnectRequest.fromNow(room)).stream()
                .filter(client -> client.transport() != ClientTransport.LONG_POLL)
                .toList();
        publish("room:" + room, "tick", "ephemeral", ",\"ephemeral\":true");
        publish("room:" + room, "tick", "durable", "");
        return overEach(live, client -> {
            List<ReceivedEnvelope> both = upTo(client, "durable");
            assertEquals(List.of("ephemeral", "durable"), contents(both));
            assertFalse(both.get(0).has("cursor") || both.get(0).has("id"));
            assertTrue(
                    both.get(1).json().startsWith("{\"cursor\":\"" + both.get(1).text("id") + "\",\"id\":"));
        });
    }
}
