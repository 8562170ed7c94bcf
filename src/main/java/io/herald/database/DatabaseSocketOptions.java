package io.herald.database;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sets timeouts so that connections to PostgreSQL detect a lost server. By default a connect may take a minute, and a
 * request without an answer fails only after about 15 minutes of TCP retransmissions, long after a failover to another
 * machine.
 */
@Singleton
class DatabaseSocketOptions implements PgPoolCreator {

    private static final int CONNECT_MS = 5_000;
    private static final int UNANSWERED_MS = 10_000;

    @Override
    public Pool create(Input input) {
        for (PgConnectOptions connect : input.pgConnectOptionsList()) {
            connect.setConnectTimeout(CONNECT_MS);
            connect.setTcpUserTimeout(UNANSWERED_MS);
            connect.setTcpKeepAlive(true);
        }
        PoolOptions pool =
                input.poolOptions().setConnectionTimeout(CONNECT_MS).setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
        return PgBuilder.pool()
                .with(pool)
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
