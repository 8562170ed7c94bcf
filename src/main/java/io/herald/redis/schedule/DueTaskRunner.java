package io.herald.redis.schedule;

import io.herald.log.Schedule.Task;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * Runs due tasks of the schedule. A task that throws is handled like one whose result fails: it becomes due again later, and the
 * rest of the batch runs without delay.
 */
final class DueTaskRunner {

    private static final Logger LOG = Logger.getLogger(DueTaskRunner.class);

    private final List<Task> tasks;
    private final Function<String, Future<?>> done;

    /** @param done removes an id from the schedule */
    DueTaskRunner(List<Task> tasks, Function<String, Future<?>> done) {
        this.tasks = List.copyOf(tasks);
        this.done = done;
    }

    /** Runs a task and removes it from the schedule when it has succeeded. Never throws. */
    void run(String id, byte[] content) {
        for (Task task : tasks) {
            if (id.startsWith(task.prefix())) {
                UniHelper.toFuture(Uni.createFrom().deferred(() -> task.due(id, content)))
                        .compose(did -> done.apply(id))
                        .onFailure(failure -> logFailure(id, failure));
                return;
            }
        }
        LOG.debugf("schedule.task.skipped task=%s", id);
    }

    /** An unavailable server is logged by the monitor of that server. */
    private static void logFailure(String id, Throwable failure) {
        LOG.logf(
                isUnavailable(failure) ? Level.DEBUG : Level.WARN,
                "schedule.task.failed task=%s reason=\"%s\"",
                id,
                failure);
    }

    private static boolean isUnavailable(Throwable failure) {
        return failure instanceof ProblemException known && known.problem().status() == 503;
    }
}
