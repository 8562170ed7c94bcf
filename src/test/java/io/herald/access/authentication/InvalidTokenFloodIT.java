package io.herald.access.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Checks that refused requests do not delay the delivery to open streams. */
@Tag("extended")
class InvalidTokenFloodIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final int TOKENS = 10_000;
    private static final int HALF_OPEN = 2_000;
    private static final int ATTACKERS = 4;
    private static final int SAMPLES = 200;

    /** The limit is wide because the attackers run on the same cores as the service. */
    private static final int MAX_RATIO = 10;

    private static final long MIN_LIMIT_MS = 100;

    /** Short enough for the precision of the measurement, long enough to leave the core to the service. */
    private static final long POLL_NANOS = 200_000;

    private static final long TIMEOUT_NANOS = 30_000_000_000L;

    private final String user = "reader-" + UUID.randomUUID();

    @Test
    void a_flood_of_bad_tokens_and_half_open_requests_does_not_delay_a_live_stream() throws Exception {
        HeraldProcess herald = INSTANCES.one();
        Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
        try (SseClient stream = SseClient.open(api.stream(""), Tokens.of(user).sign())) {
            stream.await("ready");
            p99(api, stream, "warm");
            long quiet = p99(api, stream, "quiet");

            List<Socket> halfOpen = halfOpen(herald);
            AtomicInteger refused = new AtomicInteger();
            AtomicInteger sent = new AtomicInteger();
            List<CompletableFuture<Void>> flood = IntStream.range(0, ATTACKERS)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> attack(herald, sent, refused)))
                    .toList();
            long flooded = p99(api, stream, "flooded");
            boolean during = flood.stream().noneMatch(CompletableFuture::isDone);
            flood.forEach(CompletableFuture::join);
            for (Socket open : halfOpen) {
                open.close();
            }

            System.out.printf(
                    "p99 of publishing to a live stream: %d ms quiet, %d ms under the flood%s%n",
                    quiet, flooded, during ? "" : ", which ended before the last sample");
            assertEquals(TOKENS, refused.get());
            assertTrue(
                    flooded <= Math.max(MIN_LIMIT_MS, MAX_RATIO * quiet),
                    "p99 is " + flooded + " ms, and " + quiet + " ms without a flood");
        }
    }

    /** Measures one publication after the other, from the call to the arrival on the stream. */
    private long p99(Api api, SseClient stream, String phase) {
        long[] durations = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            String title = phase + "-" + i + ".";
            long start = System.nanoTime();
            assertEquals(202, api.notify(user, title).statusCode());
            awaitNotification(stream, title, start);
            durations[i] = Duration.ofNanos(System.nanoTime() - start).toMillis();
        }
        return IntStream.range(0, SAMPLES)
                .mapToLong(i -> durations[i])
                .sorted()
                .skip(SAMPLES * 99 / 100)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitNotification(SseClient stream, String title, long since) {
        while (stream.last("notification")
                .filter(event -> event.data().contains(title))
                .isEmpty()) {
            assertTrue(System.nanoTime() - since < TIMEOUT_NANOS, () -> title + " has not arrived at the " + stream);
            assertFalse(stream.hasEnded());
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static List<Socket> halfOpen(HeraldProcess herald) throws IOException {
        byte[] half = "GET /api/v1/stream HTTP/1.1\r\nHost: a\r\nX-Slow: ".getBytes(StandardCharsets.UTF_8);
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < HALF_OPEN; i++) {
            Socket socket =
                    new Socket(herald.baseUri().getHost(), herald.baseUri().getPort());
            socket.getOutputStream().write(half);
            open.add(socket);
        }
        return open;
    }

    /** Sends tokens with different signatures that pass every cheaper check, so that each costs a verification. */
    private void attack(HeraldProcess herald, AtomicInteger sent, AtomicInteger refused) {
        String token = Tokens.of(user).sign();
        String unsigned = token.substring(0, token.length() - 16);
        try (Socket socket =
                new Socket(herald.baseUri().getHost(), herald.baseUri().getPort())) {
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = sent.getAndIncrement(); i < TOKENS; i = sent.getAndIncrement()) {
                String bad = unsigned + String.format("%016d", i);
                out.write(("GET /api/v1/poll HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + bad + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
                if (answer(in).startsWith("HTTP/1.1 401")) {
                    refused.incrementAndGet();
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The closing brace of the problem document ends the answer. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            answer.append((char) next);
            if (next == '}') {
                return answer.toString();
            }
        }
        return answer.toString();
    }
}
