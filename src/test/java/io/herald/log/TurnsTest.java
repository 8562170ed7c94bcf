package io.herald.log;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.event.Channel;
import io.herald.event.Traits;
import io.herald.log.EventLog.Appended;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private final EventLoop loop = new DefaultEventLoop();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    /** No partitions to choose from: the first step of the way breaks. */
    @Test
    void what_breaks_on_the_way_fails_and_leaves_nobody_waiting() throws Exception {
        Turns turns = new Turns(new Appender(new Partitioning(0), null));
        List<Future<Appended>> both = loop.submit(() -> List.of(turns.append(event()), turns.append(event())))
                .get();
        Throwable first = causeOf(both.get(0));
        assertSame(ArithmeticException.class, first.getClass());
        assertSame(first, causeOf(both.get(1)));
    }

    private static Throwable causeOf(Future<?> append) {
        return assertThrows(
                        ExecutionException.class,
                        () -> append.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .getCause();
    }

    private static Append event() {
        return new Append(List.of(Channel.room("a")), "e", new byte[0], Traits.DURABLE);
    }
}
