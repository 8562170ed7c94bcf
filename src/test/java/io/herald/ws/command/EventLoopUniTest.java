package io.herald.ws.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.DefaultEventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every command is answered, also when its action throws on the loop: the next commands wait for the answer. */
class EventLoopUniTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final DefaultEventLoop loop = new DefaultEventLoop();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void an_action_started_from_another_thread_that_throws_fails_the_answer() {
        Uni<String> answer = EventLoopUni.on(loop, emitter -> {
            throw new IllegalStateException("expected by the test");
        });
        assertThrows(IllegalStateException.class, () -> answer.await().atMost(TIMEOUT));
    }

    @Test
    void an_action_answers_on_the_loop() {
        Uni<Boolean> answer = EventLoopUni.on(loop, emitter -> emitter.complete(loop.inEventLoop()));
        assertEquals(true, answer.await().atMost(TIMEOUT));
    }
}
