package io.herald.push.delivery;

import io.herald.push.settings.PushConfig;
import io.herald.push.settings.PushHosts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
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
import org.jspecify.annotations.Nullable;

/**
 * Posts requests to push services, over HTTP/2 if they support it. Connects to the given address, and verifies the certificate
 * for the name. Does not follow redirects, and reads no more of an answer than its head and a few bytes.
 */
@ApplicationScoped
class PushClient {

    private static final Logger LOG = Logger.getLogger("io.herald.push");

    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final long ANSWER_TIMEOUT_MS = 10_000;

    /** The time in which the rest of an answer must arrive. After it the request is cancelled; the answer is known already. */
    private static final long BODY_TIMEOUT_MS = 2_000;

    /**
     * The time after which a connection without any input is closed. A connection over HTTP/2 whose peer has vanished would
     * otherwise take all pushes, until TCP gives up after a quarter of an hour.
     */
    private static final int SILENCE_SECONDS = 20;

    private static final int MAX_ANSWER = 16 * 1_024;
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
        Exchange exchange = new Exchange();
        boolean isSecure = "https".equalsIgnoreCase(push.endpoint().getScheme());
        exchange.timer = vertx.setTimer(ANSWER_TIMEOUT_MS, expired -> exchange.end(PushAnswer.NONE));
        (isSecure ? secure : plain)
                .request(options(push, address, isSecure))
                .onSuccess(request -> exchange.send(request, push.body()))
                .onFailure(exchange::failed);
        return exchange.answer;
    }

    private static RequestOptions options(PushRequest push, InetAddress address, boolean isSecure) {
        URI endpoint = push.endpoint();
        int port = PushHosts.port(endpoint);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(endpoint.getHost())
                .setPort(port)
                .setSsl(isSecure)
                .setFollowRedirects(false)
                .setURI(target(endpoint));
        push.headers().forEach(options::putHeader);
        return options;
    }

    private static String target(URI endpoint) {
        String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
        return endpoint.getRawQuery() == null ? path : path + "?" + endpoint.getRawQuery();
    }

    /** One request and its answer. */
    private final class Exchange {

        private final CompletableFuture<PushAnswer> answer = new CompletableFuture<>();
        private long timer;

        /** Volatile: the timer may expire on another event loop. */
        private volatile @Nullable HttpClientRequest request;

        private int received;

        /** Sets the handler before the answer can arrive: called later, it could not read the rest of the answer. */
        void send(HttpClientRequest connected, byte[] body) {
            request = connected;
            connected.response().onSuccess(this::answered).onFailure(this::failed);
            if (answer.isDone()) {
                connected.reset();
            } else {
                connected.send(Buffer.buffer(body));
            }
        }

        void answered(HttpClientResponse response) {
            vertx.cancelTimer(timer);
            answer.complete(PushAnswer.of(response.statusCode(), response.getHeader("Retry-After"), clock.instant()));
            long limit = vertx.setTimer(
                    BODY_TIMEOUT_MS, expired -> response.request().reset());
            response.handler(bytes -> count(bytes, response));
            response.end().onComplete(ended -> vertx.cancelTimer(limit));
        }

        private void count(Buffer bytes, HttpClientResponse response) {
            received += bytes.length();
            if (received > MAX_ANSWER) {
                response.request().reset();
            }
        }

        /** The message of the failure may contain the address. */
        void failed(Throwable failure) {
            LOG.debugf("push.attempt.failed reason=%s", failure.getClass().getSimpleName());
            end(PushAnswer.NONE);
        }

        void end(PushAnswer without) {
            vertx.cancelTimer(timer);
            if (answer.complete(without) && request != null) {
                request.reset();
            }
        }
    }
}
