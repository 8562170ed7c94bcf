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
 * Makes Redis clients from Quarkus' own settings ({@code quarkus.redis.*}), one for each dedicated connection. What the
 * shared client gives out are leases from its pool: closing one puts it back with all that is pending, so a connection
 * that hangs could never be got rid of; and all of them live on one event loop.
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
     * The only look that Quarkus gives at what its settings come to. Of several addresses the client takes the first that
     * lets it connect, even if that one then says nothing: in an order of chance, the next attempt gets past it.
     */
    @Override
    public void customize(String client, RedisOptions made) {
        if (QuarkusRedis.isDefault(client)) {
            List<String> shuffled = new ArrayList<>(made.getEndpoints());
            Collections.shuffle(shuffled);
            made.setEndpoints(shuffled);
            verifyHost(made.getNetClientOptions());
            // The links have a bound of their own, which tells of itself; over this one, they would not know what
            // happened.
            made.setMaxWaitingHandlers(Math.max(made.getMaxWaitingHandlers(), RedisLink.MAX_IN_FLIGHT + 1));
            options = made;
        }
    }

    /** Settings from the TLS registry leave it open, and then no connection is made at all; NONE switches it off. */
    private static void verifyHost(NetClientOptions connection) {
        if (connection.getHostnameVerificationAlgorithm() == null) {
            connection.setHostnameVerificationAlgorithm("HTTPS");
        }
    }

    public RedisClientType type() {
        return QuarkusRedis.type();
    }

    /**
     * A client whose connections live on the event loop that this is called on.
     *
     * @param onRead called on that event loop each time that something arrives
     */
    Redis create(Runnable onRead) {
        Vertx notifying = new ReadNotifyingVertx(vertx, onRead);
        return QuarkusRedis.create(notifying, tls, proxies);
    }

    /** With the credentials and the protocol of the settings. */
    @Override
    public Redis createFor(String server, Runnable onRead) {
        RedisOptions one = new RedisOptions(current());
        URI configured = URI.create(one.getEndpoints().get(0));
        one.setType(RedisClientType.STANDALONE).setEndpoints(List.of(sibling(configured, server)));
        return Redis.createClient(new ReadNotifyingVertx(vertx, onRead), one);
    }

    @Override
    public List<String> configured() {
        return current().getEndpoints().stream()
                .map(URI::create)
                .map(uri -> uri.getHost() + ":" + (uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()))
                .toList();
    }

    /** Made anew each time: hosts may come from a provider, and certificates be exchanged. */
    private RedisOptions current() {
        create(() -> {}).close();
        return options;
    }

    private static String sibling(URI configured, String server) {
        String credentials = configured.getRawUserInfo() == null ? "" : configured.getRawUserInfo() + "@";
        String query = configured.getRawQuery() == null ? "" : "?" + configured.getRawQuery();
        return configured.getScheme() + "://" + credentials + server + query;
    }
}
