package io.herald.vertx;

import io.quarkus.proxy.ProxyConfigurationRegistry;
import io.quarkus.redis.runtime.client.VertxRedisClientFactory;
import io.quarkus.redis.runtime.client.config.RedisClientConfig;
import io.quarkus.redis.runtime.client.config.RedisConfig;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Provides access to the default Redis client of Quarkus: its settings, {@code quarkus.redis.*}, and the factory that
 * applies them.
 */
public final class QuarkusRedis {

    private QuarkusRedis() {}

    /** Whether this is the name of the default client. */
    public static boolean isDefault(String client) {
        return client.equals(RedisConfig.DEFAULT_CLIENT_NAME);
    }

    public static RedisClientType type() {
        return config().clientType();
    }

    /** Creates a client from the settings, in addition to the one that Quarkus provides. */
    public static Redis create(Vertx vertx, TlsConfigurationRegistry tls, ProxyConfigurationRegistry proxies) {
        return VertxRedisClientFactory.create(RedisConfig.DEFAULT_CLIENT_NAME, vertx, config(), tls, proxies);
    }

    private static RedisClientConfig config() {
        return ConfigProvider.getConfig()
                .unwrap(SmallRyeConfig.class)
                .getConfigMapping(RedisConfig.class)
                .clients()
                .get(RedisConfig.DEFAULT_CLIENT_NAME);
    }
}
