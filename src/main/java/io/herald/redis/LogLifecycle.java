package io.herald.redis;

import io.herald.log.TailListener;
import io.herald.loop.EventLoops;
import io.herald.loop.PeriodicTask;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerLocator;
import io.herald.redis.schedule.RedisSchedule;
import io.herald.redis.tail.TailReaders;
import io.herald.redis.work.RedisWorkQueue;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts the parts of the log. Closes each part before the parts that it uses. */
@Singleton
final class LogLifecycle {

    private final Vertx vertx;
    private final ServerLocator serverLocator;
    private final RedisLinks links;
    private final RedisWorkQueue work;
    private final RedisSchedule schedule;
    private final TailReaders tails;
    private final List<PeriodicTask> periodic = new CopyOnWriteArrayList<>();

    LogLifecycle(
            Vertx vertx,
            ServerLocator serverLocator,
            RedisLinks links,
            RedisWorkQueue work,
            RedisSchedule schedule,
            TailReaders tails) {
        this.vertx = vertx;
        this.serverLocator = serverLocator;
        this.links = links;
        this.work = work;
        this.schedule = schedule;
        this.tails = tails;
    }

    void start(TailListener listener) {
        links.start();
        work.start(vertx, serverLocator);
        periodic.addAll(schedule.start(() -> EventLoops.next(vertx)));
        tails.start(listener);
    }

    void close() {
        periodic.forEach(PeriodicTask::stop);
        tails.close();
        work.close();
        links.close();
        serverLocator.close();
    }
}
