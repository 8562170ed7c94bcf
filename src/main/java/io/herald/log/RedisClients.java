package io.herald.log;

import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.quarkus.redis.runtime.client.config.RedisClientConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Makes Redis clients from Quarkus' own settings ({@code quarkus.redis.*}), one for each dedicated connection. What the
 * shared client gives out are leases from its pool: closing one puts it back with all that is pending, so a connection
 * that hangs could never be got rid of; and all of them live on one event loop.
 */
@ApplicationScoped
class RedisClients {

    private final Vertx vertx;
    private final TlsConfigurationRegistry tls;
    private final ProxyConfigurationRegistry proxies;

    RedisClients(Vertx vertx, TlsConfigurationRegistry tls, ProxyConfigurationRegistry proxies) {
        this.vertx = vertx;
        this.tls = tls;
        this.proxies = proxies;
    }

    /** A client whose connections live on the event loop that this is called on. */
    Redis create() {
        RedisClientConfig config = ConfigProvider.getConfig()
                .unwrap(SmallRyeConfig.class)
                .getConfigMapping(RedisConfig.class)
                .clients()
                .get(RedisConfig.DEFAULT_CLIENT_NAME);
        return VertxRedisClientFactory.create(RedisConfig.DEFAULT_CLIENT_NAME, vertx, config, tls, proxies);
    }
}
