package io.herald.access.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.access.token.TokenRejection.Reason;
import io.herald.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejectionLoggerTest {

    private static final TokenRejection ISSUER =
            new TokenRejection(Reason.ISSUER, "https://other.example", "https://id.example.com");

    private long nanoTime = 5;
    private final RejectionLogger logger = new RejectionLogger(() -> nanoTime);

    @Test
    void each_reason_is_logged_once_in_ten_seconds_with_the_number_of_suppressed_lines() {
        try (CapturedLog log = CapturedLog.of("io.herald.access")) {
            for (int i = 0; i < 4; i++) {
                logger.log(ISSUER);
            }
            logger.log(TokenRejection.malformed());
            nanoTime += Duration.ofSeconds(10).toNanos();
            logger.log(ISSUER);
            String issuer = "WARN token.rejected reason=issuer found=\"https://other.example\""
                    + " expected=\"https://id.example.com\" suppressed=";
            assertEquals(
                    List.of(
                            issuer + 0,
                            "INFO token.rejected reason=malformed found=\"\" expected=\"a signed JWT\" suppressed=0",
                            issuer + 3),
                    log.lines());
        }
    }

    @Test
    void a_value_of_a_token_cannot_forge_a_line_or_fill_the_log() {
        TokenRejection forged = new TokenRejection(Reason.ISSUER, "x\" \n\u001b[2K\u2028" + "y".repeat(500), "");
        assertEquals("x????[2K?" + "y".repeat(191), forged.found());
    }
}
