package io.herald.redis;

import io.herald.log.LogConfig;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.RedisScript;
import io.herald.redis.layout.HighWaterMarks;
import io.herald.redis.layout.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs the scripts of other packages on the links of the log. */
@ApplicationScoped
class RedisScriptRunner implements ScriptRunner {

    private final RedisLinks links;
    private final LogConfig config;
    private final RedisKeys keys;
    private final HighWaterMarks marks;
    private final Map<String, RedisScript> scripts = new ConcurrentHashMap<>();

    RedisScriptRunner(RedisLinks links, RedisKeys keys, HighWaterMarks marks, LogConfig config) {
        this.links = links;
        this.config = config;
        this.keys = keys;
        this.marks = marks;
    }

    @Override
    public Uni<Response> run(String script, int partition, String prefix, List<?> args) {
        List<String> names = List.of(keys.meta(partition), keys.tail(partition), keys.own(partition, prefix));
        List<Object> all = new ArrayList<>(3 + args.size());
        all.add(marks.forPartition(partition).highest());
        all.add(config.retention().toMillis());
        all.add(config.tailLength());
        all.addAll(args);
        return UniHelper.toUni(links.run(scripts.computeIfAbsent(script, RedisScript::load), names, all));
    }

    @Override
    public Uni<@Nullable Response> send(Command command, int partition, String key, List<?> args) {
        String name = keys.own(partition, key);
        Request request = Request.cmd(command).arg(name);
        args.forEach(arg -> request.arg(arg.toString()));
        return UniHelper.toUni(links.send(name, request));
    }
}
