package io.herald.hub.telemetry;

import io.herald.log.TailListener.Batch;

/** Is told of each batch that is handed to the shards. Must neither block nor throw. */
public interface DeliveryTracer {

    DeliveryTracer NONE = (batch, done) -> done;

    /** @return to be run in place of {@code done}, once all shards have dealt with the batch */
    Runnable delivering(Batch batch, Runnable done);
}
