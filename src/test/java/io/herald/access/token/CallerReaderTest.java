package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.access.Caller;
import io.herald.testing.Issuer;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks where the groups and rooms of a caller come from: the tokens of identity providers differ in that. */
class CallerReaderTest {

    private static final String KEYCLOAK = """
            "realm_access":{"roles":["offline_access","herald-publisher"]},
            "resource_access":{"herald":{"roles":["herald-admin"]},"account":{"roles":["herald-nothing"]}},""";

    @Test
    void groups_come_from_all_configured_paths_without_their_prefix() {
        List<String> paths = List.of("realm_access/roles", "resource_access/herald/roles", "absent/roles");
        assertEquals(Set.of("publisher", "admin"), groups(paths, "herald-", KEYCLOAK));
        assertEquals(Set.of("offline_access", "herald-publisher"), groups(List.of("realm_access/roles"), "", KEYCLOAK));
    }

    @Test
    void without_a_path_the_groups_are_those_of_the_claim_groups() {
        String claims = "\"groups\":[\"/herald/publisher\",\"/other/admin\"],";
        assertEquals(Set.of("/herald/publisher", "/other/admin"), groups(List.of(), "", claims));
        assertEquals(Set.of("publisher"), groups(List.of(), "/herald/", claims));
    }

    @Test
    void a_name_with_slashes_is_quoted_and_a_string_lists_names_with_spaces() {
        String claims = "\"https://example.com/roles\":[\"publisher\"],\"scope\":\"openid admin\",";
        List<String> paths = List.of("\"https://example.com/roles\"", "scope");
        assertEquals(Set.of("publisher", "openid", "admin"), groups(paths, "", claims));
    }

    @Test
    void rooms_come_from_the_configured_path() {
        String claims = "\"https://example.com/herald\":{\"join\":[\"ops\",\"team-*\"],\"send\":[\"ops\"]},"
                + "\"herald\":{\"join\":[\"other\"]},";
        Caller caller = read(List.of(), "", "\"https://example.com/herald\"", claims);
        assertEquals(List.of("ops", "team-*"), caller.join().patterns());
        assertEquals(List.of("ops"), caller.send().patterns());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a/b    | "a":{"b":5},            | a/b
        a/b    | "a":{"b":["x",5]},      | a/b
        groups | "herald":["ops"],       | herald
        groups | "herald":{"join":5},    | herald/join
        """)
    void a_claim_of_another_type_is_named(String path, String claims, String name) {
        var rejected = assertThrows(TokenRejectedException.class, () -> groups(List.of(path), "", claims));
        assertEquals(name, rejected.rejection().found());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "\"a", "a\"b\""})
    void a_malformed_path_is_refused_at_start_up(String path) {
        var failure =
                assertThrows(ConfigurationException.class, () -> IssuedTokens.callers(List.of(path), "", "herald"));
        assertEquals(0, failure.getMessage().indexOf("Herald does not start: herald.auth.groups-paths"));
    }

    private static Set<String> groups(List<String> paths, String prefix, String claims) {
        return read(paths, prefix, "herald", claims).groups();
    }

    private static Caller read(List<String> paths, String prefix, String roomsPath, String claims) {
        try {
            String jwt = Issuer.sign("alice", Issuer.key("EC", "one"), "ES256", claims, Duration.ofMinutes(1));
            JwtClaims verified = JwtClaims.parse("{" + claims + "\"sub\":\"alice\"}");
            return IssuedTokens.callers(paths, prefix, roomsPath)
                    .read(new DefaultJWTCallerPrincipal(verified), UnverifiedToken.read(jwt));
        } catch (InvalidJwtException | JoseException | GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
