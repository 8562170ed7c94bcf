package io.herald.ws.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.channel.DefaultEventLoop;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A command is answered whatever happens to it on the loop: those behind it wait for that. */
class LoopAnswerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DefaultEventLoop loop = new DefaultEventLoop();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void an_action_that_is_called_from_another_thread_and_throws_fails_the_answer() {
        Uni<String> answer = LoopAnswer.on(loop, emitter -> {
            throw new IllegalStateException("expected by the test");
        });
        assertThrows(IllegalStateException.class, () -> answer.await().atMost(PATIENCE));
    }

    @Test
    void an_action_answers_on_the_loop() {
        Uni<Boolean> answer = LoopAnswer.on(loop, emitter -> emitter.complete(loop.inEventLoop()));
        assertEquals(true, answer.await().atMost(PATIENCE));
    }
}
