package io.herald.access.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Issuer;
import io.herald.testing.RawWebSocket;
import io.herald.testing.SseClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Credentials that settings switch on: an issuer with a key set, pages of an allowed origin, tokens in the query. */
@Tag("extended")
class CredentialSettingsIT {

    private static final String ALLOWED = "https://app.example.com";
    private static final String AUDIENCE = "push";
    private static final String OWN_AUDIENCE = "\"aud\":[\"" + AUDIENCE + "\"],";
    private static final String FOREIGN = "https://app.example.com.evil.example";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Issuer issuer;
    private static HeraldProcess herald;
    private static PublicJsonWebKey rsa;

    @BeforeAll
    static void start() throws Exception {
        issuer = Issuer.start();
        rsa = Issuer.key("RSA", "rsa");
        issuer.publish(rsa);
        herald = HeraldProcess.start(Map.of(
                "mp.jwt.verify.publickey.location",
                issuer.location(),
                "smallrye.jwt.jwks.forced-refresh-interval",
                "0",
                "mp.jwt.verify.audiences",
                AUDIENCE + ",others",
                "herald.auth.allowed-origins",
                ALLOWED + ",https://other.example.com:8443",
                "herald.auth.query-token",
                "true",
                "herald.auth.groups-paths",
                "realm_access/roles,resource_access/herald/roles",
                "herald.auth.groups-prefix",
                "herald-",
                "herald.auth.rooms-path",
                "\"https://example.com/rooms\""));
    }

    @AfterAll
    static void stop() {
        herald.close();
        issuer.close();
    }

    @Test
    void every_transport_accepts_tokens_of_published_keys_and_refuses_those_of_withdrawn_keys() throws Exception {
        PublicJsonWebKey ec = Issuer.key("EC", "ec");
        PublicJsonWebKey ed = Issuer.key("Ed25519", "ed");
        issuer.publish(rsa, ec, ed);
        String verified = sign(ec, "ES256");
        for (String token : new String[] {sign(rsa, "RS256"), verified, sign(ed, "EdDSA")}) {
            Await.until("the key is known", () -> poll(token) == 200);
            SseClient.open(herald.baseUri().resolve("/api/v1/stream"), token).await("ready");
            RawWebSocket.open(herald.baseUri(), "", token).await("ready");
        }

        PublicJsonWebKey fresh = Issuer.key("EC", "fresh");
        issuer.publish(rsa, fresh);
        Await.until("the new key is known", () -> poll(sign(fresh, "ES256")) == 200);
        for (String withdrawn : new String[] {verified, sign(ec, "ES256")}) {
            assertEquals(401, poll(withdrawn), "also one that was accepted before");
            assertEquals(
                    401, RawWebSocket.stalled(herald.baseUri(), "", withdrawn).status());
        }
    }

    @Test
    void a_token_for_another_audience_or_for_none_is_refused_everywhere() throws JoseException {
        for (String audience : new String[] {"\"aud\":\"elsewhere\",", ""}) {
            String token = sign(rsa, "RS256", audience);
            assertEquals(401, poll(token));
            assertEquals(
                    401,
                    SseClient.stalled(
                                    herald.baseUri().resolve("/api/v1/stream"),
                                    Map.of("Authorization", "Bearer " + token))
                            .status());
            assertEquals(401, RawWebSocket.stalled(herald.baseUri(), "", token).status());
        }
    }

    @Test
    void roles_of_the_configured_claims_are_groups_and_the_rooms_come_from_theirs() throws JoseException {
        for (String claims : new String[] {
            "\"realm_access\":{\"roles\":[\"offline_access\",\"herald-publisher\"]},",
            "\"resource_access\":{\"account\":{\"roles\":[]},\"herald\":{\"roles\":[\"herald-publisher\"]}},"
        }) {
            assertEquals(202, publish(claims));
        }
        assertEquals(403, publish("\"realm_access\":{\"roles\":[\"publisher\"]},"));
        assertEquals(403, publish("\"groups\":[\"herald-publisher\"],"));
        String rooms = "\"https://example.com/rooms\":{\"join\":[\"ops\"]},";
        assertEquals(200, join(rooms));
        assertEquals(403, join("\"herald\":{\"join\":[\"ops\"]},"));
    }

    private static int publish(String claims) throws JoseException {
        return new Api(herald.baseUri(), sign(rsa, "RS256", OWN_AUDIENCE + claims))
                .notify("bob", "Hello")
                .statusCode();
    }

    private static int join(String claims) throws JoseException {
        return new Api(herald.baseUri(), sign(rsa, "RS256", OWN_AUDIENCE + claims))
                .get("/api/v1/poll?room=ops")
                .statusCode();
    }

    @Test
    void the_log_says_why_a_token_was_rejected() throws JoseException {
        assertEquals(401, poll(sign(rsa, "RS256", "\"aud\":\"elsewhere\",")));
        Await.until(
                "the audience is logged",
                () -> herald.log().stream()
                        .anyMatch(line -> line.contains("token.rejected reason=audience")
                                && line.contains("elsewhere")
                                && line.contains("others, push")));
    }

    @Test
    void a_token_in_the_query_is_accepted_when_the_setting_is_on() throws JoseException {
        URI stream = herald.baseUri().resolve("/api/v1/stream?access_token=" + sign(rsa, "RS256"));
        SseClient.open(stream, Map.of()).await("ready");
        assertTrue(herald.log().stream()
                .anyMatch(line -> line.contains("setting.flagged setting=herald.auth.query-token")));
    }

    @Test
    void pages_of_an_allowed_origin_may_send_credentials_and_read_the_answer() throws Exception {
        HttpResponse<String> preflight = send(request("/api/v1/notifications")
                .header("Origin", ALLOWED)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,idempotency-key")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertEquals(204, preflight.statusCode());
        assertEquals(ALLOWED, header(preflight, "Access-Control-Allow-Origin"));
        assertEquals("true", header(preflight, "Access-Control-Allow-Credentials"));
        assertTrue(header(preflight, "Access-Control-Allow-Methods").contains("POST"));
        assertTrue(header(preflight, "Access-Control-Allow-Headers").contains("Idempotency-Key"));

        HttpResponse<String> answer =
                send(withCookie("/api/v1/poll").header("Origin", ALLOWED).GET());
        assertEquals(200, answer.statusCode());
        assertEquals(ALLOWED, header(answer, "Access-Control-Allow-Origin"));
        assertEquals("true", header(answer, "Access-Control-Allow-Credentials"));
        assertEquals("Origin", header(answer, "Vary"));
        HttpResponse<String> unsafe =
                send(withCookie("/api/v1/tickets").header("Origin", ALLOWED).POST(BodyPublishers.noBody()));
        assertEquals(200, unsafe.statusCode(), unsafe.body());
    }

    @Test
    void pages_of_a_foreign_origin_may_not_send_credentials() throws Exception {
        for (String origin : new String[] {FOREIGN, "http://app.example.com", ALLOWED + ":8443", "null"}) {
            HttpResponse<String> preflight = send(request("/api/v1/notifications")
                    .header("Origin", origin)
                    .header("Access-Control-Request-Method", "POST")
                    .method("OPTIONS", BodyPublishers.noBody()));
            assertEquals(403, preflight.statusCode(), origin);
            assertEquals("", header(preflight, "Access-Control-Allow-Origin"));
            HttpResponse<String> answer =
                    send(withCookie("/api/v1/stream").header("Origin", origin).GET());
            assertEquals(403, answer.statusCode(), origin);
            assertEquals("", header(answer, "Access-Control-Allow-Origin"));
        }
        HttpResponse<String> unsafe = send(withCookie("/api/v1/tickets").POST(BodyPublishers.noBody()));
        assertEquals(403, unsafe.statusCode(), "no Origin at all");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(herald.baseUri().resolve(path));
    }

    private static HttpRequest.Builder withCookie(String path) throws JoseException {
        return request(path).header("Cookie", "herald_token=" + sign(rsa, "RS256"));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static int poll(String token) {
        return new Api(herald.baseUri(), token).get("/api/v1/poll").statusCode();
    }

    private static String sign(PublicJsonWebKey key, String algorithm) throws JoseException {
        return sign(key, algorithm, OWN_AUDIENCE);
    }

    private static String sign(PublicJsonWebKey key, String algorithm, String audience) throws JoseException {
        return Issuer.sign("alice-" + key.getKeyId(), key, algorithm, audience);
    }
}
