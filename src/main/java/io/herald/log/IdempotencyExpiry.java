package io.herald.log;

import io.herald.event.Channel;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * Shortens how long idempotency keys are remembered, for callers that know that a request will not be repeated for long. Never
 * blocks and never fails: a key whose time could not be set expires later.
 */
public interface IdempotencyExpiry {

    /** Sets how long from now the record of a key is stored: see {@link IdempotencyRecords}. */
    Uni<Void> expireRecord(String key, Duration remembered);

    /** Sets how long from now the key of an append to one channel is stored: see {@link Append.Once}. */
    Uni<Void> expireAppend(Channel channel, String key, Duration remembered);
}
