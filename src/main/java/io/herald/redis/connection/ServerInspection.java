package io.herald.redis.connection;

import io.herald.log.UnsuitableRedis;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Looks at each server to which the tail's readers connect, so also at the one that a failover leads to. Only the first
 * that a reader ever meets is refused: later, ending every instance at once would make an outage of what can be put right
 * while the service runs.
 */
public final class ServerInspection {

    private static final Logger LOG = Logger.getLogger(ServerInspection.class);

    private final boolean cluster;
    private final Consumer<UnsuitableRedis> refuse;
    private final AtomicBoolean warned = new AtomicBoolean();

    public ServerInspection(boolean cluster, Consumer<UnsuitableRedis> refuse) {
        this.cluster = cluster;
        this.refuse = refuse;
    }

    /** Fails where the log must not be read from. */
    public Future<Void> of(RedisConnection on, boolean first) {
        return ServerInfo.ask(on).compose(report -> judge(report, first));
    }

    private Future<Void> judge(ServerInfo report, boolean first) {
        if (report.isReplica()) {
            return Future.failedFuture("READONLY: this is a replica");
        }
        if (!report.tellsItsPolicy() && warned.compareAndSet(false, true)) {
            LOG.warn("Redis does not tell its maxmemory-policy; any but noeviction may drop events without a word");
        }
        String unfit = report.unfit(cluster).orElse(null);
        if (unfit == null) {
            return Future.succeededFuture();
        }
        if (first) {
            refuse.accept(new UnsuitableRedis(unfit));
            return Future.failedFuture(unfit);
        }
        LOG.error(unfit);
        return Future.succeededFuture();
    }
}
