package io.herald.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Certificates;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.Secrets;
import io.herald.testing.SseClient;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutual TLS on every connection, configured with the settings of Quarkus. */
@Tag("extended")
class TlsIT {

    private static Certificates server;
    private static Certificates client;
    private static RedisServerProcess redis;
    private static PostgresServerProcess postgres;
    private static int tlsPort;

    private final String user = "tls-" + UUID.randomUUID();
    private final String token = Tokens.of(user).sign();

    @BeforeAll
    static void start() {
        server = Certificates.of("server");
        client = Certificates.of("postgres");
        Secrets.register(Certificates.PASSWORD);
        tlsPort = FreePorts.free();
        redis = RedisServerProcess.started(
                "--tls-port", Integer.toString(tlsPort),
                "--tls-cert-file", server.certificate().toString(),
                "--tls-key-file", server.key().toString(),
                "--tls-ca-cert-file", client.certificate().toString(),
                "--tls-auth-clients", "yes");
        postgres = PostgresServerProcess.started();
        postgres.requireTls(server, client);
    }

    @AfterAll
    static void stop() {
        redis.close();
        postgres.close();
    }

    @Test
    void all_connections_to_redis_and_postgresql_use_mutual_tls() {
        try (HeraldProcess herald = HeraldProcess.start(settings(server))) {
            herald.awaitSchema();
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            // Readiness is not enough: an instance is also ready while Redis is unreachable, as during a slow
            // handshake.
            Await.until(
                    "Redis is connected",
                    () -> api.get("/q/health/ready").body().contains("receiving"));
            SseClient stream = herald.stream(token);
            assertEquals(202, api.notify(user, "Encrypted").statusCode());
            stream.await("notification");
            Api own = new Api(herald.baseUri(), token);
            Await.until(
                    "the item is in the inbox",
                    () -> own.get("/api/v1/inbox").body().contains("Encrypted"));

            String plain = "laddr=127.0.0.1:" + redis.port() + " ";
            long unencrypted = redis.execute("CLIENT", "LIST")
                    .toString()
                    .lines()
                    .filter(line -> line.contains(plain))
                    .count();
            assertEquals(1, unencrypted, "only the connection of this test is unencrypted");
        }
    }

    @Test
    void a_redis_with_an_untrusted_certificate_is_rejected() {
        Map<String, String> all = new TreeMap<>(TestServers.settings());
        all.putAll(settings(client));
        try (HeraldProcess herald = HeraldProcess.launch(all)) {
            herald.awaitStarted();
            Api api = new Api(herald.baseUri(), Tokens.publisher("billing"));
            assertEquals(503, api.notify(user, "Nowhere").statusCode());
        }
    }

    @Test
    void the_https_port_serves_tls_and_http_2() throws Exception {
        int https = FreePorts.free();
        Map<String, String> settings = new TreeMap<>(Map.of(
                "quarkus.http.ssl-port", Integer.toString(https),
                "quarkus.http.ssl.certificate.files", server.certificate().toString(),
                "quarkus.http.ssl.certificate.key-files", server.key().toString()));
        try (HeraldProcess herald = HeraldProcess.start(settings)) {
            HttpClient http =
                    HttpClient.newBuilder().sslContext(trusting(server)).build();
            URI base = URI.create("https://127.0.0.1:" + https);
            HttpRequest live = get(base.resolve("/q/health/live"));
            Await.until(
                    "the port listens",
                    () -> http.send(live, BodyHandlers.discarding()).statusCode() == 200);

            HttpResponse<Stream<String>> stream =
                    http.send(get(base.resolve("/api/v1/stream")), BodyHandlers.ofLines());
            assertEquals(HttpClient.Version.HTTP_2, stream.version());
            assertTrue(stream.body().limit(10).anyMatch("event: ready"::equals));
            assertEquals(
                    401,
                    http.send(
                                    HttpRequest.newBuilder(base.resolve("/api/v1/stream"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode());

            assertTrue(firstMessage(https).contains("\"ready\""));
            RawWebSocket plain = RawWebSocket.open(herald.baseUri(), "", token);
            plain.await("ready");
        }
    }

    private HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    /** Uses a library that offers compression as browsers do. The client of the JDK cannot. */
    private String firstMessage(int https) throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        Vertx vertx = Vertx.vertx();
        ClientWebSocket socket = vertx.createWebSocketClient(new WebSocketClientOptions()
                        .setTryUsePerMessageCompression(true)
                        .setSsl(true)
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(server.certificate().toString())))
                .webSocket();
        socket.textMessageHandler(first::complete);
        socket.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(https)
                        .setURI("/ws")
                        .putHeader("Authorization", "Bearer " + token))
                .onFailure(first::completeExceptionally);
        try {
            return first.get(10, TimeUnit.SECONDS);
        } finally {
            vertx.close();
        }
    }

    static SSLContext trusting(Certificates other) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(other.keyStore())) {
            store.load(in, Certificates.PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("user"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** The settings of docs/security.md. */
    private static Map<String, String> settings(Certificates trusted) {
        Map<String, String> settings = new TreeMap<>(postgres.settings());
        settings.put(
                "quarkus.tls.redis.trust-store.pem.certs", trusted.certificate().toString());
        settings.put("quarkus.tls.redis.key-store.p12.path", client.keyStore().toString());
        settings.put("quarkus.tls.redis.key-store.p12.password", Certificates.PASSWORD);
        settings.put("quarkus.redis.tls-configuration-name", "redis");
        settings.put("quarkus.redis.hosts", "rediss://localhost:" + tlsPort);

        String certificate = server.certificate().toString();
        String reactive = "quarkus.datasource.reactive.";
        settings.put(reactive + "postgresql.ssl-mode", "verify-full");
        settings.put(reactive + "hostname-verification-algorithm", "HTTPS");
        settings.put(reactive + "trust-certificate-pem", "true");
        settings.put(reactive + "trust-certificate-pem.certs", certificate);
        settings.put(reactive + "key-certificate-pem", "true");
        settings.put(
                reactive + "key-certificate-pem.certs", client.certificate().toString());
        settings.put(reactive + "key-certificate-pem.keys", client.key().toString());
        String tls = "?sslmode=verify-full&sslrootcert=" + certificate + "&sslkey=" + client.keyStore();
        settings.merge("quarkus.datasource.jdbc.url", tls, String::concat);
        settings.put("quarkus.datasource.jdbc.additional-jdbc-properties.sslpassword", Certificates.PASSWORD);
        return settings;
    }
}
