package io.herald.problem;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class OpenApiDocumentTest {
    private JsonNode document;

    @BeforeEach
    void fetch() throws IOException {
        document = new ObjectMapper()
                .readTree(given().get("/q/openapi?format=json").body().asByteArray());
    }

    @Test
    void every_reference_resolves() {
        List<String> unresolved = new ArrayList<>();
        document.findValuesAsText("$ref").stream()
                .filter(reference -> document.at(reference.substring(1)).isMissingNode())
                .forEach(unresolved::add);
        assertEquals(List.of(), unresolved);
    }

    @Test
    void every_operation_has_a_summary_an_id_and_its_problems() {
        Set<String> operations = new HashSet<>();
        int calls = 0;
        for (var path : document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                if (path.getKey().startsWith("/api/v1/") && operation.getValue().has("responses")) {
                    String name = operation.getKey() + " " + path.getKey();
                    assertTrue(operation.getValue().path("responses").has("401"), name);
                    assertTrue(operation.getValue().path("responses").has("400"), name);
                    assertFalse(operation.getValue().path("summary").asText().isEmpty(), name);
                    assertTrue(
                            operations.add(
                                    operation.getValue().path("operationId").asText()),
                            name);
                    calls++;
                }
            }
        }
        assertTrue(calls > 2, "calls: " + calls);
    }

    @Test
    void the_document_describes_the_stream_with_its_parameters_and_credentials() {
        JsonNode stream = document.at("/paths/~1api~1v1~1stream/get");
        assertEquals(List.of("room", "lastEventId", "since", "Last-Event-ID"), stream.findValuesAsText("name"));
        assertFalse(stream.path("responses").has("503"));
        assertTrue(document.at("/components/securitySchemes").has("bearer"));
        assertEquals(
                "[{\"bearer\":[]},{\"cookie\":[]}]", document.path("security").toString());
        for (String path : List.of("/paths/~1api~1v1~1stream/get", "/paths/~1ws/get")) {
            String security = document.at(path).path("security").toString();
            assertEquals("[{\"bearer\":[]},{\"cookie\":[]},{\"ticket\":[]}]", security);
        }
    }

    @Test
    void the_document_describes_the_socket_with_its_parameters_subprotocols_and_rejections() {
        JsonNode socket = document.at("/paths/~1ws/get");
        List<String> parameters = socket.path("parameters").findValuesAsText("name");
        assertEquals(List.of("room", "lastEventId", "since", "Sec-WebSocket-Protocol"), parameters);
        assertTrue(socket.path("description").asText().contains("docs/websocket.md"));
        JsonNode subprotocols = socket.at("/responses/101/headers/Sec-WebSocket-Protocol/schema/enum");
        assertEquals("[\"herald.v1.json\",\"herald.v1.cbor\"]", subprotocols.toString());
        List.of("400", "401", "403", "426", "429")
                .forEach(status -> assertTrue(socket.path("responses").has(status), status));
    }

    @Test
    void the_document_of_streams_and_sockets_is_served_beside_this_one() {
        String events = given().get("/q/asyncapi")
                .then()
                .statusCode(200)
                .contentType("application/yaml")
                .extract()
                .asString();
        assertTrue(events.contains("asyncapi: 3.0.0"), events);
    }
}
