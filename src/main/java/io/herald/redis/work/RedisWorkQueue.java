package io.herald.redis.work;

import io.herald.event.Event;
import io.herald.log.LogConfig;
import io.herald.log.WorkHandler;
import io.herald.log.WorkQueue;
import io.herald.problem.ProblemException;
import io.herald.redis.connection.RedisLinks;
import io.herald.redis.connection.ServerLocator;
import io.herald.redis.connection.ServerResolver;
import io.herald.redis.layout.RedisKeys;
import io.herald.vertx.EventLoopContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * Processes the work queues of all partitions, shared by all instances. An entry is finished when every handler that takes it has
 * processed it, or has failed permanently.
 */
public final class RedisWorkQueue implements WorkQueue {

    private static final Logger LOG = Logger.getLogger(RedisWorkQueue.class);
    private static final String GROUP = "projections";

    private final RedisLinks links;
    private final RedisKeys keys;
    private final LogConfig config;
    private final List<WorkHandler> handlers;
    private final List<WorkReader> readers = new ArrayList<>();
    private final LongAdder setAside = new LongAdder();

    public RedisWorkQueue(RedisLinks links, RedisKeys keys, LogConfig config, List<WorkHandler> handlers) {
        this.links = links;
        this.keys = keys;
        this.config = config;
        this.handlers = List.copyOf(handlers);
    }

    public void start(Vertx vertx, ServerLocator serverLocator) {
        WorkQueries.WorkScripts scripts = WorkQueries.WorkScripts.load();
        for (int partition = 0; partition < config.partitions(); partition++) {
            String queue = keys.work(partition);
            WorkReader reader = new WorkReader(
                    new WorkQueries(partition, queue, GROUP, config.block(), links, scripts),
                    ServerResolver.toKey(serverLocator, queue),
                    EventLoopContext.next(vertx),
                    this::handle);
            readers.add(reader);
            reader.start();
        }
    }

    public void close() {
        readers.forEach(WorkReader::close);
    }

    /** @return the events that no retry can process, to be set aside */
    private Uni<List<Event>> handle(List<Event> work) {
        List<Event> rejected = new ArrayList<>();
        Uni<Void> done = Uni.createFrom().voidItem();
        for (WorkHandler handler : handlers) {
            List<Event> part = work.stream().filter(handler::accepts).toList();
            done = part.isEmpty() ? done : done.chain(() -> attempt(handler, part, rejected));
        }
        return done.replaceWith(rejected);
    }

    private Uni<Void> attempt(WorkHandler handler, List<Event> part, List<Event> rejected) {
        return handler.handle(part).onFailure(RedisWorkQueue::isPermanent).recoverWithUni(fault -> {
            if (part.size() > 1) {
                return bisect(handler, part, rejected);
            }
            logSetAside(fault, part.get(0));
            rejected.add(part.get(0));
            return Uni.createFrom().voidItem();
        });
    }

    /**
     * Splits a failed batch in halves, so that one faulty event neither blocks nor fails the others. The search takes a
     * logarithmic number of steps.
     */
    private Uni<Void> bisect(WorkHandler handler, List<Event> part, List<Event> rejected) {
        int middle = part.size() / 2;
        return attempt(handler, part.subList(0, middle), rejected)
                .chain(() -> attempt(handler, part.subList(middle, part.size()), rejected));
    }

    private static boolean isPermanent(Throwable failure) {
        return !(failure instanceof ProblemException known && known.problem().status() == 503);
    }

    private void logSetAside(Throwable fault, Event event) {
        setAside.increment();
        LOG.errorf(
                fault,
                "work.entry.rejected partition=%d event=%s name=%s",
                event.partition(),
                event.id(),
                event.name());
    }

    @Override
    public long setAside() {
        return setAside.sum();
    }

    @Override
    public Uni<Backlog> backlog() {
        return UniHelper.toUni(Future.all(IntStream.range(0, config.partitions())
                        .mapToObj(this::found)
                        .toList())
                .map(all -> all.<Backlog>list().stream().reduce(Backlog.NONE, Backlog::and)));
    }

    @Override
    public Uni<Backlog> backlog(int partition) {
        return UniHelper.toUni(found(partition));
    }

    private Future<Backlog> found(int partition) {
        return WorkQueries.backlog(links, keys.work(partition));
    }
}
