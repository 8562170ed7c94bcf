package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Certificates;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate of the service's own port is replaced while clients are connected. */
@Tag("extended")
class CertificateRenewalIT {

    /** The shortest period that Quarkus accepts is 30 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @TempDir
    Path mounted;

    @Test
    void new_connections_use_the_renewed_certificate_and_open_streams_stay_open() throws Exception {
        Certificates first = Certificates.of("first");
        Certificates renewed = Certificates.of("renewed");
        mount(first);
        int https = FreePorts.free();
        String user = "renewal-" + UUID.randomUUID();
        try (HeraldProcess herald = HeraldProcess.start(Map.of(
                "quarkus.http.ssl-port", Integer.toString(https),
                "quarkus.http.ssl.certificate.files", mounted.resolve("tls.crt").toString(),
                "quarkus.http.ssl.certificate.key-files",
                        mounted.resolve("tls.key").toString(),
                "quarkus.http.ssl.certificate.reload-period", "30s"))) {
            URI base = URI.create("https://127.0.0.1:" + https);
            HttpRequest live =
                    HttpRequest.newBuilder(base.resolve("/q/health/live")).build();
            HttpClient before =
                    HttpClient.newBuilder().sslContext(TlsIT.trusting(first)).build();
            Await.until(
                    "the port listens",
                    () -> before.send(live, BodyHandlers.discarding()).statusCode() == 200);
            List<String> received = new CopyOnWriteArrayList<>();
            before.sendAsync(
                    HttpRequest.newBuilder(base.resolve("/api/v1/stream"))
                            .header("Authorization", "Bearer " + Tokens.of(user).sign())
                            .build(),
                    BodyHandlers.fromLineSubscriber(new LineCollector(received)));
            Await.until("the stream is ready", () -> received.contains("event: ready"));

            mount(renewed);
            Await.until(
                    "the renewed certificate is in use",
                    TIMEOUT,
                    () -> HttpClient.newBuilder()
                                    .sslContext(TlsIT.trusting(renewed))
                                    .build()
                                    .send(live, BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
            assertEquals(
                    202,
                    new Api(herald.baseUri(), Tokens.publisher("shop"))
                            .notify(user, "Later")
                            .statusCode());
            Await.until("the open stream receives", () -> received.stream().anyMatch(line -> line.contains("Later")));
        }
    }

    /** As a mounted Secret changes: the key and the certificate, each at once. */
    private void mount(Certificates certificates) throws Exception {
        Files.copy(certificates.key(), mounted.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificates.certificate(), mounted.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Collects the lines of a stream that does not end. */
    private record LineCollector(List<String> lines) implements Flow.Subscriber<String> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable failure) {
            lines.add(failure.toString());
        }

        @Override
        public void onComplete() {
            lines.add("ended");
        }
    }
}
