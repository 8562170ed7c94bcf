package io.herald.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.herald.hooks.HookReceiver.Received;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Verifies requests with another implementation of Standard Webhooks, in a process of its own. Requests must be minutes old at most: it
 * rejects older timestamps.
 */
final class WebhookVerifier implements AutoCloseable {

    static final String VALID = "valid";

    private static final @Nullable String PYTHON = System.getenv("HERALD_CROSSCHECK");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader results;

    private WebhookVerifier(String python) throws IOException {
        process = new ProcessBuilder(python, "crosscheck/verify.py")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        requests = process.outputWriter(UTF_8);
        results = process.inputReader(UTF_8);
    }

    /** Returns nothing, with a message, if the other implementation is not installed. */
    static Optional<WebhookVerifier> start() {
        if (PYTHON == null) {
            System.err.println("SKIPPED: HERALD_CROSSCHECK names no Python; crosscheck/install installs one.");
            return Optional.empty();
        }
        try {
            return Optional.of(new WebhookVerifier(PYTHON));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns {@link #VALID}, or why the request is not. */
    String verify(Received request, String secret) {
        try {
            requests.write(JSON.writeValueAsString(
                    Map.of("secret", secret, "headers", request.headers(), "body", new String(request.body(), UTF_8))));
            requests.newLine();
            requests.flush();
            return results.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the different results of requests with a secret. */
    TreeSet<String> verifyAll(Iterable<Received> all, String secret) {
        TreeSet<String> different = new TreeSet<>();
        all.forEach(request -> different.add(verify(request, secret)));
        return different;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
