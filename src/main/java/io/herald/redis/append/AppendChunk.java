package io.herald.redis.append;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.log.Append.Once;
import io.herald.log.EventLog.Appended;
import io.herald.redis.layout.EntryCodec;
import io.herald.redis.layout.EntryIdentity;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of an append that the script writes atomically under one id: at most 256 recipients.
 *
 * @param fields names and values of the stream entry
 * @param revises the id of the message that the event revises, and {@code e} or {@code d}, as the script expects them; empty if
 *     it revises none
 * @param flags the flags of the append script
 * @param isWhole whether the chunk is the whole append
 * @param promise completes with the result of the chunk
 */
record AppendChunk(
        List<Channel> channels,
        List<Object> fields,
        @Nullable Once once,
        List<Object> revises,
        String flags,
        boolean ephemeral,
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
        return !ephemeral && flags.indexOf('t') >= 0;
    }

    boolean isStaged() {
        return flags.indexOf('h') >= 0;
    }

    /** Returns the entry of the chunk, under the id that the script has assigned. */
    EntryIdentity entry(EventId id) {
        return EntryCodec.identify(id, fields);
    }

    /** Returns the channels in the format of the script: separated by spaces. */
    String channelArgument() {
        return channels.size() == 1
                ? channels.get(0).key()
                : String.join(" ", channels.stream().map(Channel::key).toList());
    }
}
