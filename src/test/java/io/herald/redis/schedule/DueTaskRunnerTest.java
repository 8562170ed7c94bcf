package io.herald.redis.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.log.Schedule;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueTaskRunnerTest {

    private final List<String> started = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final DueTaskRunner runner = new DueTaskRunner(List.of(new Faulty()), id -> {
        done.add(id);
        return Future.succeededFuture();
    });

    @Test
    void a_failed_task_stays_on_the_schedule_and_does_not_delay_the_rest_of_its_batch() {
        List.of("task:throws", "task:fails", "task:succeeds").forEach(id -> runner.run(id, new byte[0]));
        assertEquals(List.of("task:throws", "task:fails", "task:succeeds"), started);
        assertEquals(List.of("task:succeeds"), done);
    }

    @Test
    void an_entry_without_a_matching_task_stays_on_the_schedule() {
        runner.run("other:1", new byte[0]);
        assertEquals(List.of(), started);
        assertEquals(List.of(), done);
    }

    private final class Faulty implements Schedule.Task {

        @Override
        public String prefix() {
            return "task:";
        }

        @Override
        public Uni<Void> due(String id, byte[] content) {
            started.add(id);
            return switch (id) {
                case "task:throws" -> throw new IllegalStateException("expected by the test");
                case "task:fails" -> Uni.createFrom().failure(new IllegalStateException("expected by the test"));
                default -> Uni.createFrom().voidItem();
            };
        }
    }
}
