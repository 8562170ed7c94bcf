package io.herald.redis.connection;

import io.herald.vertx.QuarkusRedis;
import io.herald.vertx.ReadNotifyingVertx;
import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Creates Redis clients from the settings of Quarkus ({@code quarkus.redis.*}), one for each dedicated connection. The
 * shared client is unsuitable: its connections are leases from a pool. Closing one returns it to the pool with all
 * pending requests, so a hung connection would never be closed. Also, all connections of the pool live on one event
 * loop.
 */
@ApplicationScoped
public class RedisClientFactory implements RedisOptionsCustomizer, NodeClients {

    private static final int DEFAULT_PORT = 6379;

    private final Vertx vertx;
    private final TlsConfigurationRegistry tls;
    private final ProxyConfigurationRegistry proxies;
    private volatile RedisOptions options = new RedisOptions();

    RedisClientFactory(Vertx vertx, TlsConfigurationRegistry tls, ProxyConfigurationRegistry proxies) {
        this.vertx = vertx;
        this.tls = tls;
        this.proxies = proxies;
    }

    /**
     * Captures the resolved options of the default client, which Quarkus exposes only here. Given several addresses,
     * the client takes the first that accepts a connection, even if that server then sends nothing. The addresses are
     * shuffled, so that the next attempt may reach another server.
     */
    @Override
    public void customize(String client, RedisOptions made) {
        if (QuarkusRedis.isDefault(client)) {
            List<String> shuffled = new ArrayList<>(made.getEndpoints());
            Collections.shuffle(shuffled);
            made.setEndpoints(shuffled);
            verifyHost(made.getNetClientOptions());
            // A link rejects requests beyond its own bound with an explicit error. The client must not reach its bound
            // first, because a link cannot identify that failure.
            made.setMaxWaitingHandlers(Math.max(made.getMaxWaitingHandlers(), RedisLink.MAX_IN_FLIGHT + 1));
            options = made;
        }
    }

    /**
     * Verifies host names by default. Settings from the TLS registry may leave the algorithm unset, and then no
     * connection opens at all. {@code NONE} disables the verification.
     */
    private static void verifyHost(NetClientOptions connection) {
        if (connection.getHostnameVerificationAlgorithm() == null) {
            connection.setHostnameVerificationAlgorithm("HTTPS");
        }
    }

    public RedisClientType type() {
        return QuarkusRedis.type();
    }

    /**
     * Creates a client whose connections live on the calling event loop.
     *
     * @param onRead called on that event loop on each read from a socket
     */
    Redis create(Runnable onRead) {
        Vertx notifying = new ReadNotifyingVertx(vertx, onRead);
        return QuarkusRedis.create(notifying, tls, proxies);
    }

    /** Creates a client with the credentials and the protocol of the settings. */
    @Override
    public Redis createClient(String server, Runnable onRead) {
        RedisOptions one = new RedisOptions(resolveOptions());
        URI configured = URI.create(one.getEndpoints().get(0));
        one.setType(RedisClientType.STANDALONE).setEndpoints(List.of(withServer(configured, server)));
        return Redis.createClient(new ReadNotifyingVertx(vertx, onRead), one);
    }

    @Override
    public List<String> configuredNodes() {
        return resolveOptions().getEndpoints().stream()
                .map(URI::create)
                .map(uri -> uri.getHost() + ":" + (uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()))
                .toList();
    }

    /**
     * Resolves the options anew, because hosts may come from a provider and certificates may be replaced. Creating a
     * client makes Quarkus call {@link #customize}.
     */
    private RedisOptions resolveOptions() {
        create(() -> {}).close();
        return options;
    }

    private static String withServer(URI configured, String server) {
        String credentials = configured.getRawUserInfo() == null ? "" : configured.getRawUserInfo() + "@";
        String query = configured.getRawQuery() == null ? "" : "?" + configured.getRawQuery();
        return configured.getScheme() + "://" + credentials + server + query;
    }
}
