package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An administrator learns what a token grants, or which check it does not pass. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class TokenCheckTest {

    @TestHTTPResource
    URI base;

    private final String user = "checked-" + UUID.randomUUID();

    @Test
    void an_accepted_token_is_answered_with_its_rights() {
        JsonObject verdict = check(Tokens.of(user)
                .groups("publisher", "staff")
                .herald(Map.of("join", List.of("ops", "team-*")))
                .claim("jti", "7d6f3b1c")
                .sign());
        assertTrue(verdict.getBoolean("accepted"), verdict.encode());
        JsonObject rights = verdict.getJsonObject("rights");
        assertEquals(user, rights.getString("user"));
        assertEquals(
                List.of("publisher", "staff"), rights.getJsonArray("groups").getList());
        assertEquals(List.of("ops", "team-*"), rights.getJsonArray("join").getList());
        assertEquals(List.of(), rights.getJsonArray("send").getList());
        assertTrue(rights.getBoolean("publisher"));
        assertFalse(rights.getBoolean("admin"));
        assertEquals("7d6f3b1c", rights.getString("jti"));
    }

    @Test
    void a_rejected_token_is_answered_with_the_check_and_both_values() {
        JsonObject issuer =
                check(Tokens.of(user).claim("iss", "https://elsewhere.example").sign());
        assertFalse(issuer.getBoolean("accepted"));
        assertEquals("issuer", issuer.getString("reason"));
        assertEquals("https://elsewhere.example", issuer.getString("found"));
        assertEquals(Tokens.ISSUER, issuer.getString("expected"));
        assertTrue(issuer.getString("detail").contains("mp.jwt.verify.issuer"), issuer.encode());
        assertEquals(
                "expired",
                check(Tokens.of(user).expiresIn(Duration.ofHours(-1)).sign()).getString("reason"));
        assertEquals("malformed", check("nonsense").getString("reason"));
    }

    @Test
    void a_revoked_token_is_reported_as_revoked() {
        String token = Tokens.of(user).sign();
        assertEquals(
                204,
                admin().post("/api/v1/users/" + user + "/revocations", "{\"before\":\"" + Instant.now() + "\"}")
                        .statusCode());
        assertEquals("revoked", check(token).getString("reason"));
    }

    @Test
    void everybody_reads_the_rights_of_the_own_token_and_only_administrators_those_of_others() {
        Api api = new Api(base, Tokens.of(user).sign());
        JsonObject own = new JsonObject(api.get("/api/v1/tokens/current").body());
        assertEquals(user, own.getString("user"));
        assertFalse(own.getBoolean("admin"));
        assertEquals(403, api.post("/api/v1/tokens/check", "{\"token\":\"x\"}").statusCode());
        assertEquals(400, admin().post("/api/v1/tokens/check", "{}").statusCode());
    }

    private Api admin() {
        return new Api(base, Tokens.of("root").groups("admin").sign());
    }

    private JsonObject check(String token) {
        HttpResponse<String> answer = admin().post(
                        "/api/v1/tokens/check",
                        new JsonObject().put("token", token).encode());
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }
}
