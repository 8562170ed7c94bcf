package io.herald.client;

import io.herald.client.connection.RetryPolicy;
import io.herald.client.connection.TokenSource;
import io.herald.client.http.HttpCaller;
import io.herald.client.http.Pause;
import io.herald.client.http.RequestFactory;
import io.herald.client.http.TokenCache;
import io.herald.client.sse.StreamConnector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** Configures a {@link HeraldClient}. Only the tokens are required. */
public final class HeraldClientBuilder {

    private final URI service;
    private TokenSource tokens;
    private RetryPolicy retries = RetryPolicy.DEFAULT;
    private Duration timeout = Duration.ofSeconds(10);
    private HttpClient http;
    private Clock clock = Clock.systemUTC();
    private Pause pause = Pause.SLEEP;

    HeraldClientBuilder(URI service) {
        this.service = service;
    }

    /**
     * Sets the source of the tokens.
     *
     * @param source is asked again before a token expires, and when the service rejects one
     * @return this
     */
    public HeraldClientBuilder tokens(TokenSource source) {
        this.tokens = source;
        return this;
    }

    /**
     * Sets when failed calls are repeated.
     *
     * @param policy {@link RetryPolicy#DEFAULT} unless it is set
     * @return this
     */
    public HeraldClientBuilder retries(RetryPolicy policy) {
        this.retries = policy;
        return this;
    }

    /**
     * Sets the time for one attempt of a call, and for the connect of a stream.
     *
     * @param limit ten seconds unless it is set. The service answers a publish within five
     * @return this
     */
    public HeraldClientBuilder timeout(Duration limit) {
        this.timeout = limit;
        return this;
    }

    /**
     * Sets the HTTP client, for a proxy or certificates of one's own.
     *
     * @param client is used, but not closed
     * @return this
     */
    public HeraldClientBuilder httpClient(HttpClient client) {
        this.http = client;
        return this;
    }

    HeraldClientBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    HeraldClientBuilder pause(Pause between) {
        this.pause = between;
        return this;
    }

    /**
     * Builds the client. Does not connect.
     *
     * @return the client
     */
    public HeraldClient build() {
        Objects.requireNonNull(tokens, "tokens are required");
        HttpClient client = http == null ? httpClient() : http;
        RequestFactory requests = new RequestFactory(service);
        TokenCache cache = new TokenCache(tokens, clock);
        return new HeraldClient(
                new HttpCaller(client, requests, cache, retries, timeout, clock, pause),
                new StreamConnector(client, requests, cache, timeout, clock));
    }

    /** Without TLS, HTTP/2 would begin with an upgrade, which some proxies refuse. Redirects would carry the token elsewhere. */
    private HttpClient httpClient() {
        boolean tls = "https".equals(service.getScheme());
        return HttpClient.newBuilder()
                .version(tls ? Version.HTTP_2 : Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }
}
