package io.herald.access.authentication;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A browser sends the cookie for requests of any page. The other headers show which origin the page has. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class CookieOriginTest {

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
    void the_cookie_is_accepted_from_our_own_pages_and_from_clients_other_than_browsers(String method, String header) {
        request(header).request(method, ME).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | Origin: https://evil.example           | another host
            GET  | Origin: null                           | a page without an origin
            GET  | Origin: http://HOST.evil.example:PORT  | a host that begins like ours
            GET  | Origin: http://HOST:1                  | another port
            GET  | Origin: ftp://US                       | another scheme
            GET  | Origin: https://US                     | the same host by another scheme
            GET  | Sec-Fetch-Site: cross-site             | an image on another site's page
            GET  | Sec-Fetch-Site: same-site              | a page of a sibling domain
            GET  | Sec-Fetch-Mode: no-cors                | a browser that does not send the site
            GET  | Sec-Fetch-Dest: image                  | the same
            GET  | sec-fetch-user: ?1                     | the same
            POST |                                        | an unsafe method without an origin
            POST | Sec-Fetch-Site: same-origin            | the same from a browser
            """)
    void the_cookie_is_refused_from_foreign_pages(String method, String header, String why) {
        for (String path : method.equals("GET") ? List.of(ME, "/api/v1/stream", "/api/v1/poll") : List.of(ME)) {
            request(header)
                    .request(method, path)
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
    void behind_a_tls_proxy_the_forwarded_header_decides_our_scheme(int status, String forwarded, String page) {
        request("Origin: " + page + "://US")
                .header("X-Forwarded-Proto", forwarded)
                .post(ME)
                .then()
                .statusCode(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            101 | Origin: http://US            |
            403 | Origin: https://evil.example | cross-site hijacking
            403 | Sec-Fetch-Site: same-origin  | a browser always sends the origin of a socket's page
            403 |                              | a client other than a browser can send a header
            """)
    void a_socket_needs_an_origin_that_is_ours(int status, String header, String why) {
        List<String> lines =
                header == null ? List.of("Cookie: " + cookie) : List.of("Cookie: " + cookie, resolved(header));
        try (RawWebSocket socket = RawWebSocket.handshake(base, "", lines)) {
            assertEquals(status, socket.status(), why);
        }
    }

    /** Over HTTP/2, a WebSocket request has no Upgrade header. A later check refuses the upgrade. */
    @Test
    void a_socket_without_an_upgrade_header_needs_an_origin_too() {
        request("Sec-Fetch-Site: same-origin")
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

    private RequestSpecification request(String header) {
        RequestSpecification specification = given().header("Cookie", cookie);
        if (header != null) {
            String[] line = resolved(header).split(": ");
            specification.header(line[0], line[1]);
        }
        return specification;
    }

    private String resolved(String header) {
        return header.replace("US", base.getAuthority())
                .replace("HOST", base.getHost())
                .replace("PORT", Integer.toString(base.getPort()));
    }
}
