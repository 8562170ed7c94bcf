package io.herald.log;

import io.herald.event.Event;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The work of all partitions, shared by all instances. An entry is done when everybody who takes it has done it. */
final class RedisWork implements WorkQueue {

    private static final String GROUP = "projections";

    private final RedisLinks links;
    private final Keys keys;
    private final LogConfig config;
    private final List<WorkHandler> handlers;
    private final List<WorkReader> readers = new ArrayList<>();

    RedisWork(RedisLinks links, Keys keys, LogConfig config, List<WorkHandler> handlers) {
        this.links = links;
        this.keys = keys;
        this.config = config;
        this.handlers = List.copyOf(handlers);
    }

    void start(Vertx vertx, Servers servers) {
        for (int partition = 0; partition < config.partitions(); partition++) {
            String queue = keys.work(partition);
            WorkReader reader = new WorkReader(
                    new WorkQueries(partition, queue, GROUP, config.block(), links),
                    Route.toKey(servers, queue),
                    RedisLinks.newContext(vertx),
                    this::handle);
            readers.add(reader);
            reader.start();
        }
    }

    void close() {
        readers.forEach(WorkReader::close);
    }

    private Uni<Void> handle(List<Event> work) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (WorkHandler handler : handlers) {
            List<Event> part = work.stream().filter(handler::takes).toList();
            done = part.isEmpty() ? done : done.chain(() -> handler.handle(part));
        }
        return done;
    }

    @Override
    public Uni<Backlog> backlog() {
        return UniHelper.toUni(Future.all(IntStream.range(0, config.partitions())
                        .mapToObj(partition -> WorkQueries.backlog(links, keys.work(partition)))
                        .toList())
                .map(all -> all.<Backlog>list().stream().reduce(Backlog.NONE, Backlog::and)));
    }
}
