package io.herald.redis;

import io.herald.log.EventLog;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For rooms that keep something of their own beside the log, in its partitions: what a script does there and what it
 * appends to the tail happen together. Never blocks; fails as {@link EventLog} does.
 */
public interface ScriptRunner {

    /**
     * Runs a script of the resources behind the log's prelude. Its keys are the partition's meta and tail, and the prefix of
     * the room's own; its arguments the highest id seen, retention and length of the tail, and then those given.
     */
    Uni<Response> run(String script, int partition, String prefix, List<?> args);

    /** A single command on one of the room's own keys. */
    Uni<@Nullable Response> send(Command command, int partition, String key, List<?> args);
}
