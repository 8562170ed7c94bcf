package io.herald.redis.connection;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.ResponseType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server reports about itself in {@code INFO}. Managed Redis services allow this command, in contrast to
 * {@code CONFIG}. A value that a server does not report is assumed to be suitable.
 */
record ServerInfo(Map<String, String> values) {

    private static final Pattern VERSION = Pattern.compile("^(\\d+)\\.(\\d+).*");
    private static final String POLICY = "maxmemory_policy";
    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;

    static Future<ServerInfo> query(RedisConnection on) {
        return on.send(Request.cmd(Command.INFO))
                .map(reply -> of(reply.type() == ResponseType.BULK ? reply.toString() : ""))
                .recover(failure ->
                        isForbidden(failure) ? Future.succeededFuture(of("")) : Future.failedFuture(failure));
    }

    /** Whether permissions deny the command, or the server has renamed it. */
    private static boolean isForbidden(Throwable failure) {
        return String.valueOf(failure.getMessage()).startsWith("NOPERM")
                || RedisError.of(failure) == RedisError.PERMANENT;
    }

    static ServerInfo of(String info) {
        Map<String, String> values = new HashMap<>();
        info.lines().map(line -> line.split(":", 2)).forEach(line -> {
            if (line.length == 2) {
                values.put(line[0], line[1].trim());
            }
        });
        return new ServerInfo(values);
    }

    /** Whether the server is a replica. The log must not be opened there, but on the master. */
    boolean isReplica() {
        return "slave".equals(values.get("role"));
    }

    boolean reportsEvictionPolicy() {
        return values.containsKey(POLICY);
    }

    /** Returns why this server must not hold the log, as the end of a sentence that names the remedy. */
    Optional<String> unsuitability(boolean cluster) {
        String policy = values.getOrDefault(POLICY, "noeviction");
        if (!policy.equals("noeviction")) {
            return Optional.of(
                    "the maxmemory-policy of Redis is %s, which may evict events without an error: set it to noeviction"
                            .formatted(policy));
        }
        if (isTooOld()) {
            return Optional.of("the version of Redis is %s: use 6.2 or later".formatted(version()));
        }
        if ("cluster".equals(values.get("redis_mode")) && !cluster) {
            return Optional.of("Redis is a cluster: set quarkus.redis.client-type=cluster");
        }
        return Optional.empty();
    }

    private String version() {
        return values.getOrDefault("redis_version", "unknown");
    }

    private boolean isTooOld() {
        Matcher version = VERSION.matcher(version());
        if (!version.matches()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
    }
}
