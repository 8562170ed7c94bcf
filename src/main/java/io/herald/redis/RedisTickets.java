package io.herald.redis;

import io.herald.access.ticket.TicketStore;
import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisLinks;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stores tickets in Redis, so that every instance can redeem them. One command reads and deletes a ticket, so it is
 * valid once.
 */
@ApplicationScoped
class RedisTickets implements TicketStore {

    private final RedisLinks links;
    private final LogConfig config;

    RedisTickets(RedisLinks links, LogConfig config) {
        this.links = links;
        this.config = config;
    }

    @Override
    public Uni<Void> put(String ticketHash, byte[] caller, Duration life) {
        String key = key(ticketHash);
        Request request =
                Request.cmd(Command.SET).arg(key).arg(caller).arg("PX").arg(life.toMillis());
        return UniHelper.toUni(links.send(key, request).mapEmpty());
    }

    @Override
    public Uni<byte @Nullable []> redeem(String ticketHash) {
        String key = key(ticketHash);
        Request request = Request.cmd(Command.GETDEL).arg(key);
        return UniHelper.toUni(links.send(key, request).map(reply -> reply == null ? null : reply.toBytes()));
    }

    private String key(String ticketHash) {
        return config.keyPrefix() + ":ticket:" + ticketHash;
    }
}
