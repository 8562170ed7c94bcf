package io.herald.openapi;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks that the document is complete for generators and readers: schemas of bodies and answers, statuses, and patterns. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class OpenApiCompletenessTest {

    private static final String NAME = "^[A-Za-z0-9._@:+|=~-]{1,128}$";
    private static final Set<String> VERBS = Set.of(
            "Add",
            "Archive",
            "Count",
            "Create",
            "Delete",
            "Disconnect",
            "Edit",
            "Enable",
            "Follow",
            "Issue",
            "List",
            "Mark",
            "Read",
            "Remove",
            "Replace",
            "Revoke",
            "Send",
            "Wait",
            "Withdraw");

    private static final String ACCEPTED_WITHOUT_BODY = "post /api/v1/push/test 202";

    private JsonNode document;

    @BeforeEach
    void downloadDocument() throws IOException {
        document = new ObjectMapper()
                .readTree(given().get("/q/openapi?format=json").body().asByteArray());
    }

    @Test
    void every_answer_with_a_body_has_a_schema() {
        Set<String> missing = new TreeSet<>();
        operations()
                .forEach((name, operation) -> operation
                        .path("responses")
                        .properties()
                        .forEach(response -> {
                            JsonNode content = resolved(response.getValue()).path("content");
                            String answer = name + " " + response.getKey();
                            boolean isEmpty = List.of("101", "204").contains(response.getKey())
                                    || answer.equals(ACCEPTED_WITHOUT_BODY);
                            if (isEmpty ? content.size() > 0 : content.size() == 0 || !isDescribed(content)) {
                                missing.add(answer);
                            }
                        }));
        assertEquals(Set.of(), missing);
    }

    @Test
    void every_body_has_a_schema() {
        Set<String> missing = new TreeSet<>();
        operations().forEach((name, operation) -> {
            if (operation.has("requestBody")) {
                JsonNode content = resolved(operation.path("requestBody")).path("content");
                if (content.size() == 0 || !isDescribed(content)) {
                    missing.add(name);
                }
            }
        });
        assertEquals(Set.of(), missing);
    }

    /** A generator cannot use a schema that is a plain string or an object without properties. */
    private boolean isDescribed(JsonNode content) {
        for (var media : content.properties()) {
            JsonNode schema = resolved(media.getValue().path("schema"));
            boolean isStream = media.getKey().equals("text/event-stream");
            if (!isStream && !schema.has("properties") && !schema.has("items")) {
                return false;
            }
        }
        return true;
    }

    @Test
    void all_statuses_are_listed() {
        operations()
                .forEach((name, operation) ->
                        assertTrue(operation.path("responses").has("403"), name));
        assertTrue(responses("put /api/v1/rooms/{room}").has("201"));
        List.of(
                        "post /api/v1/channels/{channel}/events",
                        "post /api/v1/rooms/{room}/messages",
                        "post /api/v1/notifications")
                .forEach(name -> assertTrue(responses(name).has("409"), name));
    }

    @Test
    void an_event_may_be_sent_as_cbor() {
        JsonNode body = resolved(
                operations().get("post /api/v1/channels/{channel}/events").path("requestBody"));
        assertEquals(Set.of("application/json", "application/cbor"), names(body.path("content")));
    }

    @Test
    void only_marking_as_read_has_an_optional_body() {
        Set<String> optional = new TreeSet<>();
        operations().forEach((name, operation) -> {
            if (operation.has("requestBody")
                    && !resolved(operation.path("requestBody")).path("required").asBoolean()) {
                optional.add(name);
            }
        });
        assertEquals(Set.of("post /api/v1/inbox/read"), optional);
    }

    @Test
    void limits_are_integers_and_names_and_ids_have_patterns() {
        parameters(parameter -> {
            JsonNode schema = resolved(parameter.path("schema"));
            String pattern = resolved(schema.path("items"))
                    .path("pattern")
                    .asText(schema.path("pattern").asText());
            switch (parameter.path("name").asText()) {
                case "limit" ->
                    assertEquals(
                            "integer 1 200",
                            schema.path("type").asText() + " " + schema.path("minimum") + " " + schema.path("maximum"));
                case "room", "user" -> assertEquals(NAME, pattern);
                case "id", "channel" -> assertTrue(!pattern.isEmpty() || schema.has("format"), parameter.toString());
                default -> {}
            }
        });
    }

    /** A tool that combines examples would send a CloudEvent with the header, which excludes it. */
    @Test
    void the_idempotency_key_has_no_example() {
        parameters(parameter -> {
            if (parameter.path("name").asText().equals("Idempotency-Key")) {
                assertTrue(parameter.findValue("example") == null && parameter.findValue("examples") == null);
                assertTrue(resolved(parameter.path("schema")).findValue("examples") == null);
            }
        });
    }

    @Test
    void summaries_begin_with_a_verb() {
        operations().forEach((name, operation) -> {
            String summary = operation.path("summary").asText();
            assertTrue(VERBS.contains(summary.split(" ")[0]), name + ": " + summary);
        });
    }

    /** A generated client accepts the media types of the document, which for these calls are problems only. */
    @Test
    void a_call_without_an_answer_body_works_for_a_client_that_accepts_problems_only() {
        String admin = Tokens.of("root").groups("admin", "publisher").sign();
        operations().forEach((name, operation) -> {
            if (operation.path("responses").has("204") && !operation.has("requestBody")) {
                String[] call = name.split(" ");
                given().header("Authorization", "Bearer " + admin)
                        .header("Accept", "application/problem+json")
                        .request(call[0].toUpperCase(Locale.ROOT), call[1].replaceAll("\\{[a-z]+}", "accepts"))
                        .then()
                        .statusCode(not(406));
            }
        });
    }

    private JsonNode responses(String operation) {
        return operations().get(operation).path("responses");
    }

    private void parameters(Consumer<JsonNode> check) {
        operations()
                .values()
                .forEach(operation ->
                        operation.path("parameters").forEach(parameter -> check.accept(resolved(parameter))));
    }

    private Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (operation.getValue().has("responses") && path.getKey().matches("/(api/v1/.*|ws)")) {
                        operations.put(operation.getKey() + " " + path.getKey(), operation.getValue());
                    }
                }));
        assertTrue(operations.size() > 30, operations.keySet().toString());
        return operations;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
