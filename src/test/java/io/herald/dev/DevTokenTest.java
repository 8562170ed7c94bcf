package io.herald.dev;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.matchesPattern;

import io.herald.testing.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
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
    void all_invalid_fields_are_named_at_once() {
        given().contentType("application/json")
                .body("{\"sub\":\"a b\",\"groups\":\"admin\",\"ttl\":\"soon\",\"herald\":{\"join\":1},\"colour\":1}")
                .when()
                .post("/dev/token")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations.field", containsInAnyOrder("sub", "groups", "ttl", "herald.join", "colour"));
    }
}
