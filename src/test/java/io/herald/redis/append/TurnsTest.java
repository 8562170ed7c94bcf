package io.herald.redis.append;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.event.Channel;
import io.herald.event.Traits;
import io.herald.log.Append;
import io.herald.redis.layout.Partitioning;
import io.netty.channel.DefaultEventLoop;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {

    /** A script that is not there stands for whatever nobody has thought of. */
    private static final Appender BROKEN = new Appender(new Partitioning(1), null);

    @Test
    void whoever_shares_a_turn_that_goes_wrong_is_told() throws Exception {
        DefaultEventLoop loop = new DefaultEventLoop();
        try {
            Turns turns = new Turns(BROKEN);
            Append event = new Append(List.of(Channel.EVERYONE), "x", new byte[0], Traits.DURABLE);
            List<Future<?>> answers = loop.submit(() -> List.<Future<?>>of(turns.append(event), turns.append(event)))
                    .get();
            loop.submit(() -> {}).get();
            assertTrue(answers.stream().allMatch(Future::failed));
        } finally {
            loop.shutdownGracefully();
        }
    }
}
