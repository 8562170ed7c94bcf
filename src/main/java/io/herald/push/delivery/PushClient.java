package io.herald.push.delivery;

import io.herald.outbound.BoundedPost;
import io.herald.outbound.PostOutcome;
import io.herald.push.settings.PushConfig;
import io.herald.push.settings.PushHosts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Posts requests to push services, over HTTP/2 if they support it. Connects to the given address, and verifies the certificate
 * for the name.
 */
@ApplicationScoped
class PushClient {

    private static final Logger LOG = Logger.getLogger("io.herald.push");

    private static final int CONNECT_TIMEOUT_MS = 5_000;

    /**
     * The time after which a connection without any input is closed. A connection over HTTP/2 whose peer has vanished would
     * otherwise take all pushes, until TCP gives up after a quarter of an hour.
     */
    private static final int SILENCE_SECONDS = 20;

    private static final int MAX_HTTP2_CONNECTIONS = 2;

    private final Vertx vertx;
    private final Clock clock;
    private final HttpClient secure;
    private final HttpClient plain;

    @Inject
    PushClient(Vertx vertx, Clock clock, PushConfig config) {
        this(vertx, clock, options(config));
    }

    PushClient(Vertx vertx, Clock clock, HttpClientOptions options) {
        this.vertx = vertx;
        this.clock = clock;
        this.secure = vertx.createHttpClient(new HttpClientOptions(options)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setUseAlpn(true));
        this.plain = vertx.createHttpClient(options);
    }

    static HttpClientOptions options(PushConfig config) {
        return new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setMaxPoolSize(Math.max(1, config.concurrency() / 4))
                .setHttp2MaxPoolSize(MAX_HTTP2_CONNECTIONS)
                .setReadIdleTimeout(SILENCE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                // A span would contain the address, which is a secret.
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    @PreDestroy
    void close() {
        secure.close();
        plain.close();
    }

    /**
     * Posts a request. Completes with {@link PushAnswer#NONE} if the connection fails or there is no answer in time. Never
     * fails.
     */
    CompletableFuture<PushAnswer> post(PushRequest push, InetAddress address) {
        boolean isSecure = "https".equalsIgnoreCase(push.endpoint().getScheme());
        return BoundedPost.send(vertx, isSecure ? secure : plain, options(push, address, isSecure), push.body())
                .thenApply(this::answer);
    }

    private PushAnswer answer(PostOutcome outcome) {
        if (outcome.failure() != null) {
            LOG.debugf("push.attempt.failed reason=%s", outcome.failure());
            return PushAnswer.NONE;
        }
        return PushAnswer.of(outcome.status(), outcome.retryAfter(), clock.instant());
    }

    private static RequestOptions options(PushRequest push, InetAddress address, boolean isSecure) {
        URI endpoint = push.endpoint();
        int port = PushHosts.port(endpoint);
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(endpoint.getHost())
                .setPort(port)
                .setSsl(isSecure)
                .setURI(target(endpoint));
        push.headers().forEach(options::putHeader);
        return options;
    }

    private static String target(URI endpoint) {
        String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
        return endpoint.getRawQuery() == null ? path : path + "?" + endpoint.getRawQuery();
    }
}
