package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.access.token.TokenRejection.Reason;
import io.herald.problem.ProblemException;
import io.herald.testing.CapturedLog;
import io.herald.testing.Issuer;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks how failures of the verification are reported: as unavailable or as an invalid token, and in the log. */
class TokenFailuresTest {

    private static final String SECRET = "claim-of-alice";

    private String jwt;

    @BeforeEach
    void sign() throws Exception {
        jwt = Issuer.sign("alice", Issuer.key("EC", "one"), "ES256");
    }

    @Test
    void an_unreachable_key_server_makes_the_service_unavailable_however_the_parser_reports_it() {
        RuntimeException unreachable =
                new IllegalStateException(SECRET, new UncheckedIOException(new IOException("reset")));
        assertEquals(503, problemStatus(unreachable));
    }

    @Test
    void a_defect_makes_the_service_unavailable_and_is_logged_without_the_claims() {
        try (CapturedLog log = CapturedLog.of("io.herald.access")) {
            assertEquals(503, problemStatus(new IllegalStateException(SECRET)));
            assertEquals(1, log.lines().size());
            assertTrue(log.lines().get(0).startsWith("ERROR token.verification.failed"), log.lines()::toString);
            assertTrue(log.lines().get(0).contains("IllegalStateException"), log.lines()::toString);
            assertFalse(log.lines().toString().contains(SECRET));
        }
    }

    @Test
    void a_claim_of_a_wrong_type_is_refused_and_logged_without_its_value() {
        for (RuntimeException failure : List.of(new ClassCastException(SECRET), new NumberFormatException(SECRET))) {
            try (CapturedLog log = CapturedLog.of("io.herald.access")) {
                assertEquals(Reason.CLAIM, ((TokenRejection) verify(failure)).reason());
                assertEquals(1, log.lines().size());
                assertTrue(log.lines().get(0).startsWith("WARN token.claim.rejected"), log.lines()::toString);
                assertFalse(log.lines().toString().contains(SECRET));
            }
        }
    }

    private int problemStatus(RuntimeException failure) {
        return assertThrows(ProblemException.class, () -> verify(failure))
                .problem()
                .status();
    }

    private TokenResult verify(RuntimeException failure) {
        JWTAuthContextInfo info = new JWTAuthContextInfo();
        info.setSignatureAlgorithm(Set.of(SignatureAlgorithm.ES256));
        CallerReader callers = IssuedTokens.callers(List.of(), "", "herald");
        return IssuedTokens.result(
                new TokenVerifier(info, ignored -> failingParser(failure), callers, Clock.systemUTC()), jwt);
    }

    private static JWTParser failingParser(RuntimeException failure) {
        return (JWTParser) Proxy.newProxyInstance(
                JWTParser.class.getClassLoader(), new Class<?>[] {JWTParser.class}, (proxy, method, args) -> {
                    throw failure;
                });
    }
}
