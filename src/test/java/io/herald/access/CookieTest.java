package io.herald.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.RawWebSocket;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A browser sends the cookie along whoever's page asks: whose it is, the other headers tell. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
class CookieTest {

    private static final String ME = "/api/test/me";

    @TestHTTPResource
    URI base;

    private final String cookie = "herald_token=" + Tokens.of("alice").sign();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  |
            GET  | Sec-Fetch-Site: same-origin
            GET  | Sec-Fetch-Site: none
            POST | Origin: http://US
            """)
    void it_counts_for_our_own_pages_and_for_what_is_no_browser(String method, String header) {
        asked(header).request(method, ME).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | Origin: https://evil.example           | another host
            GET  | Origin: null                           | a page without an origin
            GET  | Origin: http://HOST.evil.example:PORT  | a host that begins like ours
            GET  | Origin: http://HOST:1                  | another port
            GET  | Origin: ftp://US                       | another scheme
            GET  | Origin: https://US                     | the same host by another scheme
            GET  | Sec-Fetch-Site: cross-site             | a picture on another site's page
            GET  | Sec-Fetch-Site: same-site              | a page of a neighbour
            GET  | Sec-Fetch-Mode: no-cors                | a browser that does not say from where
            GET  | Sec-Fetch-Dest: image                  | the same
            GET  | sec-fetch-user: ?1                     | the same
            POST |                                        | an unsafe method without an origin
            POST | Sec-Fetch-Site: same-origin            | the same from a browser
            """)
    void it_does_not_count_for_foreign_pages(String method, String header, String whose) {
        for (String way : method.equals("GET") ? List.of(ME, "/api/v1/stream", "/api/v1/poll") : List.of(ME)) {
            asked(header)
                    .request(method, way)
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .header("Access-Control-Allow-Origin", is((String) null));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, https, https",
        "200, wss, https",
        "200, 'https, http', https",
        "403, https, http",
        "403, http, https"
    })
    void where_tls_ends_at_a_proxy_its_header_tells_our_scheme(int status, String forwarded, String page) {
        asked("Origin: " + page + "://US")
                .header("X-Forwarded-Proto", forwarded)
                .post(ME)
                .then()
                .statusCode(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            101 | Origin: http://US            |
            403 | Origin: https://evil.example | cross-site hijacking
            403 | Sec-Fetch-Site: same-origin  | a browser always says the origin of a socket's page
            403 |                              | and what is no browser can use a header
            """)
    void a_socket_needs_an_origin_that_is_ours(int status, String header, String why) {
        List<String> lines = header == null ? List.of("Cookie: " + cookie) : List.of("Cookie: " + cookie, here(header));
        try (RawWebSocket socket = RawWebSocket.handshake(base, "", lines)) {
            assertEquals(status, socket.status(), why);
        }
    }

    /** Over HTTP/2 a socket has no Upgrade header. It is not upgraded there, but that is decided later. */
    @Test
    void so_does_one_that_shows_itself_by_its_version_alone() {
        asked("Sec-Fetch-Site: same-origin")
                .header("Sec-WebSocket-Version", "13")
                .get("/ws")
                .then()
                .statusCode(403);
    }

    @Test
    void pages_of_other_origins_may_not_read() {
        given().header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "GET")
                .options(ME)
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", is((String) null));
        given().header("Authorization", "Bearer " + Tokens.of("alice").sign())
                .header("Origin", "https://evil.example")
                .get(ME)
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", is((String) null));
    }

    private RequestSpecification asked(String header) {
        RequestSpecification request = given().header("Cookie", cookie);
        if (header != null) {
            String[] line = here(header).split(": ");
            request.header(line[0], line[1]);
        }
        return request;
    }

    private String here(String header) {
        return header.replace("US", base.getAuthority())
                .replace("HOST", base.getHost())
                .replace("PORT", Integer.toString(base.getPort()));
    }
}
