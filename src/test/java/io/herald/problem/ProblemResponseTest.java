package io.herald.problem;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class ProblemResponseTest {
    @TestHTTPResource("/")
    URL home;

    @Test
    void an_unknown_path_is_not_found_inside_and_outside_the_api() {
        isProblem(given().get("/nope").then(), 404);
        isProblem(given().header("Accept", "text/html").get("/test/broken/nope").then(), 404);
        given().head("/nope").then().statusCode(404);
    }

    @Test
    void an_unsupported_method_is_answered_with_the_allowed_methods() {
        isProblem(given().delete("/test/broken/mapped").then(), 405).header("Allow", containsString("POST"));
    }

    @Test
    void an_unsupported_media_type_of_a_body_is_answered_with_the_types_that_the_call_accepts() {
        Map<String, String> types = Map.of(
                "/api/v1/notifications", "application/json or application/cloudevents+json",
                "/api/v1/notifications/batch", "application/json",
                "/api/v1/channels/room:ops/events", "application/json or application/cbor",
                "/dev/token", "application/json");
        types.forEach((path, accepted) -> isProblem(
                        given().header("Authorization", "Bearer " + Tokens.publisher("billing"))
                                .contentType("text/plain")
                                .body("x")
                                .post(path)
                                .then(),
                        415)
                .header("Accept", accepted.replace(" or ", ", "))
                .body("detail", equalTo("Unsupported media type. Send Content-Type: " + accepted + ".")));
    }

    @Test
    void an_unsupported_media_type_of_request_or_response_is_rejected() {
        isProblem(
                given().contentType("text/plain")
                        .body("x")
                        .post("/test/broken/mapped")
                        .then(),
                415);
        isProblem(
                given().contentType("application/json")
                        .accept("image/png")
                        .body("{}")
                        .post("/test/broken/mapped")
                        .then(),
                406);
    }

    @Test
    void invalid_json_is_rejected_without_internal_details() {
        isProblem(
                given().contentType("application/json")
                        .body("{")
                        .post("/test/broken/mapped")
                        .then(),
                400);
        isProblem(
                        given().contentType("application/json")
                                .body("{\"a\":\"b\"}")
                                .post("/test/broken/mapped")
                                .then(),
                        400)
                .body("detail", not(containsString("Integer")));
    }

    @Test
    void an_unexpected_failure_reveals_no_internal_details() {
        isProblem(given().get("/test/broken/unexpected").then(), 500)
                .body("detail", not(containsString("secret")))
                .body("detail", containsString("error "));
    }

    @Test
    void an_unavailable_dependency_is_answered_with_a_retry_time() {
        isProblem(given().get("/test/broken/unavailable").then(), 503)
                .header("Retry-After", "2")
                .body("detail", equalTo("The log is unavailable."));
    }

    @Test
    void a_body_that_is_too_long_is_rejected_before_it_has_arrived() {
        isProblem(
                given().contentType("application/json")
                        .body(new byte[6 << 20])
                        .post("/test/broken/bytes")
                        .then(),
                413);
    }

    @Test
    void a_path_that_cannot_be_decoded_is_400() throws IOException {
        String answer = raw("GET /test/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }

    @Test
    void a_url_that_is_too_long_is_414() throws IOException {
        String answer = raw("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertTrue(answer.contains(" 414 "), answer);
    }

    @Test
    void options_returns_the_allowed_methods() {
        given().options("/test/broken/mapped").then().statusCode(200).header("Allow", containsString("POST"));
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket(home.getHost(), home.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readNBytes(300), US_ASCII);
        }
    }

    private static ValidatableResponse isProblem(ValidatableResponse response, int status) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store")
                .body("type", equalTo("about:blank"))
                .body("status", equalTo(status));
    }
}
