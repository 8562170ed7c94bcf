package io.herald.client.stream;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a stream contains. It always contains the user's own channel, {@code everyone}, and the rooms of which the user is a
 * member.
 *
 * @param rooms further rooms
 * @param cursor the position after which the stream begins
 * @param since the time by which a stream without a cursor is rewound
 */
public record StreamOptions(List<String> rooms, Optional<String> cursor, Optional<Duration> since) {

    /** New events only, without further rooms. */
    public static final StreamOptions DEFAULT = new StreamOptions(List.of(), Optional.empty(), Optional.empty());

    public StreamOptions {
        rooms = List.copyOf(rooms);
        Objects.requireNonNull(cursor);
        Objects.requireNonNull(since);
    }

    /**
     * Adds rooms.
     *
     * @param names the names of all further rooms
     * @return the options
     */
    public StreamOptions rooms(String... names) {
        return new StreamOptions(List.of(names), cursor, since);
    }

    /**
     * Begins after a position.
     *
     * @param position the {@link Subscription#cursor()} of an earlier subscription
     * @return the options
     */
    public StreamOptions after(String position) {
        return new StreamOptions(rooms, Optional.of(position), since);
    }

    /**
     * Begins in the past, as far as the log reaches. Without effect if there is a cursor.
     *
     * @param time such as ten minutes
     * @return the options
     */
    public StreamOptions since(Duration time) {
        return new StreamOptions(rooms, cursor, Optional.of(time));
    }
}
