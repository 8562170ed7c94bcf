package io.herald.dev;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class DevTokenTest {

    @Test
    void a_sub_is_enough_for_a_token() {
        given().contentType("application/json")
                .body("{\"sub\":\"alice\"}")
                .when()
                .post("/dev/token")
                .then()
                .statusCode(200)
                .body("token", matchesPattern("[\\w-]+\\.[\\w-]+\\.[\\w-]+"));
    }

    @Test
    void a_token_can_be_read_as_text() {
        String token = given().get("/dev/token?sub=shop&groups=publisher&groups=admin")
                .then()
                .statusCode(200)
                .contentType("text/plain")
                .extract()
                .asString();
        given().header("Authorization", "Bearer " + token)
                .get("/api/v1/hooks")
                .then()
                .statusCode(200);
        given().get("/dev/token")
                .then()
                .statusCode(400)
                .body("violations.field", contains("sub"))
                .body("violations[0].message", equalTo("is required"));
    }

    @Test
    void all_invalid_fields_are_named_at_once() {
        given().contentType("application/json")
                .body("{\"sub\":\"a b\",\"groups\":\"admin\",\"ttl\":\"soon\",\"herald\":{\"join\":1},\"colour\":1}")
                .when()
                .post("/dev/token")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations.field", contains("colour", "sub", "groups", "ttl", "herald.join"))
                .body("violations[0].message", equalTo("is unknown: send sub, groups, herald, ttl, jti"))
                .body("violations[1].message", equalTo("must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -"))
                .body("violations[3].message", equalTo("must be a duration such as PT1H, of at most 366 days"));
    }

    @Test
    void the_api_document_lists_the_call_without_a_credential() {
        given().get("/q/openapi?format=json")
                .then()
                .body("paths.'/dev/token'.post.security", empty())
                .body("paths.'/dev/token'.post.requestBody.content.'application/json'.examples", aMapWithSize(4));
    }
}
