package io.herald.log;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendTest {

    private static final Channel ALICE = Channel.user("alice");
    private static final Channel OPS = Channel.room("ops");

    private static Append to(Channel... channels) {
        return new Append(List.of(channels), "e", new byte[0], EventAttributes.DURABLE);
    }

    @Test
    void an_event_goes_to_users_or_to_one_other_channel() {
        assertDoesNotThrow(() -> to(ALICE));
        assertDoesNotThrow(() -> to(ALICE, Channel.user("bob")));
        assertDoesNotThrow(() -> to(OPS));
        assertDoesNotThrow(() -> to(Channel.EVERYONE));
    }

    /** A subscriber that follows two of the channels would receive the event twice. */
    @Test
    void an_event_is_rejected_that_a_subscriber_would_receive_twice() {
        assertThrows(IllegalArgumentException.class, () -> to(ALICE, Channel.EVERYONE));
        assertThrows(IllegalArgumentException.class, () -> to(Channel.EVERYONE, OPS));
        assertThrows(IllegalArgumentException.class, () -> to(OPS, Channel.room("dev")));
        assertThrows(IllegalArgumentException.class, () -> to(ALICE, OPS));
    }

    @Test
    void an_event_without_channels_is_rejected() {
        assertThrows(IllegalArgumentException.class, () -> to());
    }
}
