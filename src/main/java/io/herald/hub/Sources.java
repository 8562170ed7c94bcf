package io.herald.hub;

import io.herald.event.CursorFormat;
import io.herald.hub.resume.Window;
import io.herald.log.EventLog;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the shards get events from when they do not come by themselves. Shared by all loops. */
public record Sources(
        EventLog log,
        Window[] windows,
        CursorFormat format,
        StreamConfig config,
        Chance chance,
        AtomicInteger connections,
        Observers observers) {

    public Clock clock() {
        return chance.clock();
    }
}
