package io.herald.redis.append;

import io.herald.event.Channel;
import io.herald.log.Append.Once;
import io.herald.log.EventLog.Appended;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of an event: what is appended in one piece.
 *
 * @param fields of the entry, names and values
 * @param revises the message that it revises, and how, as the script has them; empty if it revises none
 * @param letters what is to be done with it, as the script has them
 * @param isWhole whether it is all of the event
 * @param promise of what became of it
 */
record AppendChunk(
        List<Channel> channels,
        List<Object> fields,
        @Nullable Once once,
        List<Object> revises,
        String letters,
        boolean tailOnly,
        boolean isWhole,
        Promise<Appended> promise) {

    AppendChunk(
            List<Channel> channels,
            List<Object> fields,
            @Nullable Once once,
            List<Object> revises,
            String letters,
            boolean tailOnly,
            boolean isWhole) {
        this(channels, fields, once, revises, letters, tailOnly, isWhole, Promise.promise());
    }

    int recipients() {
        return channels.size();
    }

    int bytes() {
        int bytes = 0;
        for (Object field : fields) {
            bytes += field instanceof byte[] body ? body.length : 0;
        }
        return bytes;
    }

    boolean hasHistories() {
        return !tailOnly && letters.indexOf('t') >= 0;
    }

    /** As the script reads them. */
    String spelled() {
        return channels.size() == 1
                ? channels.get(0).key()
                : String.join(" ", channels.stream().map(Channel::key).toList());
    }
}
