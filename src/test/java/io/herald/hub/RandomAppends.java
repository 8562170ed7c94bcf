package io.herald.hub;

import io.herald.event.Channel;
import io.herald.event.EventAttributes;
import io.herald.log.Append;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the publishers of a {@link Simulation} append: events of all kinds of channels and with all attributes. */
final class RandomAppends {

    static final int USERS = 5;
    static final List<Channel> ROOMS = List.of(Channel.room("a"), Channel.room("b"), Channel.room("c"));

    private static final int LARGEST = 20_000;
    private static final int LONGEST_LIFE = 3_000;

    private final Random random;
    private final LongSupplier millis;
    private int count;

    RandomAppends(Random random, LongSupplier millis) {
        this.random = random;
        this.millis = millis;
    }

    static Channel user(int number) {
        return Channel.user("u" + number);
    }

    /** Returns an event with a new name, or null if it happens to have no recipient. */
    @Nullable
    Append next() {
        String name = "e" + count++;
        List<Channel> channels = channels();
        return channels.isEmpty()
                ? null
                : new Append(channels, name, new byte[1 + random.nextInt(LARGEST)], eventAttributes());
    }

    private List<Channel> channels() {
        return switch (random.nextInt(4)) {
            case 0 -> List.of(Channel.EVERYONE);
            case 1 ->
                IntStream.range(0, USERS)
                        .filter(i -> random.nextBoolean())
                        .mapToObj(RandomAppends::user)
                        .toList();
            default -> List.of(ROOMS.get(random.nextInt(ROOMS.size())));
        };
    }

    private EventAttributes eventAttributes() {
        return switch (random.nextInt(8)) {
            case 0 -> EventAttributes.EPHEMERAL;
            case 1, 2 -> new EventAttributes(false, "key" + random.nextInt(2), EventAttributes.NEVER, null);
            case 3 -> new EventAttributes(false, null, millis.getAsLong() + random.nextInt(LONGEST_LIFE), null);
            default -> EventAttributes.DURABLE;
        };
    }
}
