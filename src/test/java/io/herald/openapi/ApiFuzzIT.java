package io.herald.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Tokens;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks with Schemathesis that the OpenAPI document describes all answers of the packaged service. {@code fuzz/install} installs
 * it, {@code HERALD_SCHEMATHESIS} is its path, and {@code fuzz/schemathesis.toml} lists the exceptions.
 */
@Tag("extended")
class ApiFuzzIT {

    private static final String FUZZER = System.getenv("HERALD_SCHEMATHESIS");
    private static final int TIMEOUT_MINUTES = 15;
    private static final Duration PROJECTION = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void the_document_describes_all_answers_to_a_fuzzer() throws Exception {
        if (FUZZER == null) {
            System.err.println("SKIPPED: HERALD_SCHEMATHESIS is not set; fuzz/run installs the API fuzzer.");
        }
        Assumptions.assumeTrue(FUZZER != null, "no API fuzzer");
        String token = Tokens.of("fuzzer-" + UUID.randomUUID())
                .groups("publisher", "admin")
                .sign();
        Path report = directory.resolve("report");
        try (HeraldProcess service = HeraldProcess.start(
                Map.of("herald.limits.publishes-per-second", "1000000", "herald.inbox.timeout", "30s"))) {
            awaitProjection(service, token);
            Process fuzzer = new ProcessBuilder(List.of(
                            FUZZER,
                            "--config-file",
                            "fuzz/schemathesis.toml",
                            "run",
                            service.baseUri().resolve("/q/openapi?format=json").toString(),
                            "--url",
                            service.baseUri().toString(),
                            "--header",
                            "Authorization: Bearer " + token))
                    .redirectErrorStream(true)
                    .redirectOutput(report.toFile())
                    .start();
            boolean ended = fuzzer.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
            fuzzer.destroyForcibly();
            String output = Files.readString(report, UTF_8).replace(token, "…");
            assertTrue(ended, output);
            assertEquals(0, fuzzer.exitValue(), output);
            assertEquals(
                    List.of(),
                    service.log().stream()
                            .filter(line -> line.contains("\"level\":\"ERROR\""))
                            .toList());
        }
    }

    /**
     * Waits until the inboxes contain the notifications of an instance that a previous test has killed. Until other instances
     * claim them, the service cannot tell whether an unknown id is one of theirs, and answers 503.
     */
    private static void awaitProjection(HeraldProcess service, String token) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest unknown = HttpRequest.newBuilder(
                        service.baseUri().resolve("/api/v1/notifications/019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f"))
                .header("Authorization", "Bearer " + token)
                .build();
        Await.until(
                "the work queues are empty",
                PROJECTION,
                () -> client.send(unknown, BodyHandlers.discarding()).statusCode() == 404);
    }
}
