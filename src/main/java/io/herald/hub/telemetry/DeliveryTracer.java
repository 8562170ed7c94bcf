package io.herald.hub.telemetry;

import io.herald.log.TailListener.Batch;

/** Traces the batches that are delivered to the shards. Must neither block nor throw. */
public interface DeliveryTracer {

    DeliveryTracer NONE = (batch, done) -> done;

    /**
     * Begins the delivery of a batch.
     *
     * @return the action that runs instead of {@code done} when all shards have delivered the batch; it runs {@code done}
     */
    Runnable delivering(Batch batch, Runnable done);
}
