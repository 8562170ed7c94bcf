package io.herald.redis.connection;

import io.herald.log.UnsuitableRedis;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Inspects each server to which a tail reader connects, also after a failover. An unsuitable server is refused only
 * while the reader has not read from any server yet. Later, stopping all instances at once would turn a wrong setting,
 * which can be corrected while the service runs, into an outage. A replica is never read from.
 */
public final class ServerInspector {

    private static final Logger LOG = Logger.getLogger(ServerInspector.class);

    private final boolean cluster;
    private final Consumer<UnsuitableRedis> refuse;
    private final AtomicBoolean warned = new AtomicBoolean();

    public ServerInspector(boolean cluster, Consumer<UnsuitableRedis> refuse) {
        this.cluster = cluster;
        this.refuse = refuse;
    }

    /**
     * Fails if the log must not be read from this server.
     *
     * @param first whether the reader has not read from any server yet
     */
    public Future<Void> of(RedisConnection on, boolean first) {
        return ServerInfo.query(on).compose(report -> judge(report, first));
    }

    private Future<Void> judge(ServerInfo report, boolean first) {
        if (report.isReplica()) {
            return Future.failedFuture("READONLY: this is a replica");
        }
        if (!report.reportsEvictionPolicy() && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "redis.requirements.unverified reason=\"Redis does not report its maxmemory-policy: set it to noeviction,"
                            + " because any other may evict events without an error.\"");
        }
        String unfit = report.unsuitability(cluster).orElse(null);
        if (unfit == null) {
            return Future.succeededFuture();
        }
        if (first) {
            refuse.accept(new UnsuitableRedis(unfit));
            return Future.failedFuture(unfit);
        }
        LOG.errorf("redis.requirements.violated reason=\"%s\"", unfit);
        return Future.succeededFuture();
    }
}
