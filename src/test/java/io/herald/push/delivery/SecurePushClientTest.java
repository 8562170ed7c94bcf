package io.herald.push.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.push.settings.PushSettingsBuilder;
import io.herald.testing.Certificates;
import io.herald.testing.TestPushService;
import io.herald.testing.VanishingProxy;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes over TLS and HTTP/2, which the push services of browsers use. */
class SecurePushClientTest {

    private static final String HOST = "push.example.com";

    private static Certificates certificates;

    private final Vertx vertx = Vertx.vertx();
    private TestPushService service;
    private PushClient client;

    @BeforeAll
    static void generate() {
        certificates = Certificates.of(HOST, "dns:" + HOST);
    }

    @BeforeEach
    void start() {
        service = TestPushService.start(certificates);
        client = client(options().setTrustOptions(trust()));
    }

    @AfterEach
    void close() {
        client.close();
        service.close();
        vertx.close();
    }

    private static HttpClientOptions options() {
        return PushClient.options(PushSettingsBuilder.enabled().config());
    }

    private static PemTrustOptions trust() {
        return new PemTrustOptions().addCertPath(certificates.certificate().toString());
    }

    private PushClient client(HttpClientOptions options) {
        return new PushClient(vertx, Clock.systemUTC(), options);
    }

    private static CompletableFuture<PushAnswer> post(PushClient by, String host, int port) {
        PushRequest push =
                new PushRequest(URI.create("https://" + host + ":" + port + "/a"), Map.of(), "body".getBytes(UTF_8));
        return by.post(push, InetAddress.getLoopbackAddress());
    }

    private static PushAnswer answer(PushClient by, String host, int port) throws Exception {
        return post(by, host, port).get(15, TimeUnit.SECONDS);
    }

    @Test
    void many_pushes_at_once_share_connections_over_http_2() throws Exception {
        List<CompletableFuture<PushAnswer>> answers = IntStream.range(0, 50)
                .mapToObj(push -> post(client, HOST, service.port()))
                .toList();
        for (CompletableFuture<PushAnswer> answer : answers) {
            assertEquals(201, answer.get(15, TimeUnit.SECONDS).status());
        }
        assertEquals(Set.of(HttpVersion.HTTP_2), service.versions());
        assertTrue(service.connections() <= 2, service.connections() + " connections");
    }

    @Test
    void an_unknown_certificate_gets_no_push() throws Exception {
        PushClient suspicious = client(options());
        try {
            assertEquals(PushAnswer.NONE, answer(suspicious, HOST, service.port()));
        } finally {
            suspicious.close();
        }
        assertEquals(0, service.count());
    }

    /** The client connects to an address, so the name must come from the endpoint. */
    @Test
    void a_certificate_for_another_name_gets_no_push() throws Exception {
        assertEquals(PushAnswer.NONE, answer(client, "other.example.com", service.port()));
        assertEquals(0, service.count());
    }

    @Test
    void a_connection_whose_peer_has_vanished_is_replaced() throws Exception {
        PushClient impatient = client(options().setTrustOptions(trust()).setReadIdleTimeout(1));
        try (VanishingProxy proxy = VanishingProxy.inFrontOf(service.port())) {
            assertEquals(201, answer(impatient, HOST, proxy.port()).status());
            proxy.vanish();
            assertEquals(PushAnswer.NONE, answer(impatient, HOST, proxy.port()));
            assertEquals(201, answer(impatient, HOST, proxy.port()).status());
        } finally {
            impatient.close();
        }
    }
}
