package io.herald.ops.warmup;

import io.herald.access.Caller;
import io.herald.publish.notification.NotificationCall;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What one warm-up uses, and removes at its end.
 *
 * @param caller the only caller that the resource of the warm-up accepts
 * @param call the call that this resource forwards to
 * @param withdrawal withdraws the token of the caller
 */
record WarmUpSession(
        Caller caller,
        NotificationCall call,
        WarmUpPipeline pipeline,
        WarmUpCalls calls,
        int maxPerSecond,
        Runnable withdrawal)
        implements AutoCloseable {

    /** @see WarmUpRounds#run */
    WarmUpRounds.Outcome run(Duration limit, BooleanSupplier wanted) throws IOException {
        return new WarmUpRounds(pipeline, calls, maxPerSecond).run(limit, wanted);
    }

    long sent() {
        return calls.sent();
    }

    @Override
    public void close() throws IOException {
        withdrawal.run();
        try {
            calls.close();
        } finally {
            pipeline.close();
        }
    }
}
