package io.herald.access.authentication;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A request is authenticated by its first credential. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class AuthenticationTest {
    private static final String ME = "/api/test/me";

    @TestHTTPResource("/")
    URL home;

    @Test
    void a_valid_token_identifies_the_caller_and_their_rights() {
        String token = Tokens.of("alice")
                .groups("publisher", "other")
                .herald(Map.of("join", List.of("ops", "team-*"), "send", List.of("team-*")))
                .sign();
        for (int i = 0; i < 2; i++) {
            withToken(token)
                    .get(ME)
                    .then()
                    .statusCode(200)
                    .body("sub", equalTo("alice"))
                    .body("join", contains("ops", "team-*"));
            withToken(token).post(ME).then().body("publisher", is(true)).body("thread", containsString("eventloop"));
        }
    }

    @Test
    void a_request_without_a_credential_is_challenged_without_an_error() {
        assertChallenged(given(), ME, "Bearer realm=\"herald\"");
        assertChallenged(given(), "/api/v1/stream", "Bearer realm=\"herald\"");
        assertChallenged(given(), "/api/v1/no/such/thing", "Bearer realm=\"herald\"");
        assertChallenged(
                given().header("Connection", "Upgrade").header("Upgrade", "websocket"),
                "/ws",
                "Bearer realm=\"herald\"");
    }

    @Test
    void paths_outside_the_api_are_open_even_with_an_invalid_cookie() {
        given().cookie("herald_token", "old").get("/q/health/live").then().statusCode(200);
        given().get("/q/openapi").then().statusCode(200);
    }

    @Test
    void a_token_without_iat_is_accepted() {
        withToken(Tokens.of("alice").without("iat").sign())
                .get(ME)
                .then()
                .statusCode(200)
                .body("iat", equalTo(0));
    }

    @Test
    void the_first_credential_present_decides() {
        String good = Tokens.of("alice").sign();
        assertChallenged(
                withToken("bad").cookie("herald_token", good),
                ME,
                "Bearer error=\"invalid_token\", error_description=");
        assertChallenged(
                given().header("Authorization", "Basic YTpi").cookie("herald_token", good),
                ME,
                "Bearer error=\"invalid_token\", error_description=");
        assertChallenged(
                given().cookie("herald_token", good),
                ME + "?ticket=unknown",
                "Bearer error=\"invalid_token\", error_description=");
        withToken(good)
                .cookie("herald_token", "bad")
                .get(ME + "?ticket=unknown")
                .then()
                .statusCode(200);
    }

    @Test
    void a_token_in_the_url_is_ignored_by_default() {
        assertChallenged(given(), ME + "?access_token=" + Tokens.of("alice").sign(), "Bearer realm=\"herald\"");
    }

    @Test
    void the_subprotocol_carries_a_token() {
        String carrier = URLEncoder.encode(
                        "quarkus-http-upgrade#Authorization#Bearer "
                                + Tokens.of("alice").sign(),
                        StandardCharsets.UTF_8)
                .replace("+", "%20");
        String protocols = "herald.v1.json, bearer-token-carrier, " + carrier;
        given().header("Upgrade", "websocket")
                .header("Sec-WebSocket-Protocol", protocols)
                .get(ME)
                .then()
                .statusCode(200);
        assertChallenged(
                given().header("Upgrade", "websocket")
                        .header(
                                "Sec-WebSocket-Protocol",
                                "herald.v1.json, quarkus-http-upgrade%23Authorization%23Bearer%20x"),
                ME,
                "Bearer error=\"invalid_token\", error_description=");
        assertChallenged(given().header("Sec-WebSocket-Protocol", protocols), ME, "Bearer realm=\"herald\"");
    }

    private static RequestSpecification withToken(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static void assertChallenged(RequestSpecification request, String path, String challenge) {
        request.get(path)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", startsWith(challenge))
                .contentType("application/problem+json")
                .body("status", equalTo(401));
    }
}
