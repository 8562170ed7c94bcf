package io.herald.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class SecurityHeadersTest {

    private static final String CSP = "Content-Security-Policy";

    /** Longer than the limit, and shorter than that of the decoder. */
    private static final int LONG_LINE = 10_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/console/console.js",
                "/no/such/page",
                "/client/herald.js",
                "/client/herald-worker.js"
            })
    void a_page_runs_our_scripts_only_and_cannot_be_framed(String path) {
        given().get(path)
                .then()
                .header(CSP, containsString("default-src 'none'"))
                .header(CSP, containsString("script-src 'self';"))
                .header(CSP, containsString("frame-ancestors 'none'"))
                .header(CSP, not(containsString("unsafe")))
                .header("X-Frame-Options", equalTo("DENY"))
                .header("Cross-Origin-Opener-Policy", equalTo("same-origin"))
                .header("Permissions-Policy", containsString("camera=()"));
    }

    /** A script below /client/ may otherwise not be the worker of other pages. */
    @Test
    void the_service_worker_may_serve_all_pages_of_its_origin() {
        given().get("/client/herald-worker.js")
                .then()
                .statusCode(200)
                .header("Service-Worker-Allowed", equalTo("/"))
                .header(CSP, containsString("connect-src 'self'"));
        given().get("/client/herald.js").then().header("Service-Worker-Allowed", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/stream", "/q/health/live", "/q/swagger-ui/"})
    void an_answer_forbids_type_sniffing_and_referrers(String path) {
        given().get(path)
                .then()
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Referrer-Policy", equalTo("no-referrer"));
    }

    @Test
    void an_answer_that_rejects_a_request_before_it_is_routed_has_the_same_headers() {
        given().get("/api/v1/inbox?cursor=" + "x".repeat(LONG_LINE))
                .then()
                .statusCode(414)
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Cache-Control", equalTo("no-store"));
    }

    /** A shared cache, or the browser's cache after a sign-out, must not answer the next caller. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/inbox",
                "/api/v1/inbox/unread",
                "/api/v1/inbox/preferences",
                "/api/v1/rooms",
                "/api/v1/rooms/ops/members",
                "/api/v1/rooms/ops/presence",
                "/api/v1/channels/room:ops/events",
                "/api/v1/poll",
                "/api/v1/rooms/no-such"
            })
    void an_answer_to_a_caller_is_not_cached(String path) {
        String admin = Tokens.of("root")
                .groups("admin")
                .herald(Map.of("join", List.of("*")))
                .sign();
        given().header("Authorization", "Bearer " + admin)
                .get(path)
                .then()
                .header("Cache-Control", equalTo("no-store"));
    }

    /** The scripts and styles of Swagger UI are inline. */
    @Test
    void the_api_documents_have_a_policy_of_their_own() {
        given().get("/q/swagger-ui/")
                .then()
                .statusCode(200)
                .header(CSP, containsString("default-src 'self'"))
                .header(CSP, containsString("frame-ancestors 'none'"));
    }
}
