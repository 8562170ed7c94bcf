package io.herald.redis;

import io.herald.log.EventLog;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts and commands for packages that keep keys of their own in the partitions of the log. A script writes
 * those keys and appends to the tail atomically. Never blocks; fails as {@link EventLog} does.
 */
public interface ScriptRunner {

    /**
     * Runs a script from the resources, with the prelude of the log before it. {@code KEYS} are the partition's meta
     * and tail, and the prefix of the caller's keys. {@code ARGV} begins with the highest id seen, the retention in
     * milliseconds and the length of the tail.
     *
     * @param args the rest of {@code ARGV}
     */
    Uni<Response> run(String script, int partition, String prefix, List<?> args);

    /** Sends one command on a key of the caller. The result is null if Redis replies with null. */
    Uni<@Nullable Response> send(Command command, int partition, String key, List<?> args);
}
