package io.herald.sse;

import io.herald.hub.StreamConfig;
import io.herald.loop.EventLoops;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sends each open stream a heartbeat once an interval, so that the cursor of an idle client stays within retention. */
@ApplicationScoped
class StreamHeartbeats {

    private final Duration interval;
    private final Map<EventLoop, HeartbeatWheel> wheels = new ConcurrentHashMap<>();

    StreamHeartbeats(StreamConfig config) {
        this.interval = config.heartbeat();
    }

    /** Called on the stream's loop, as is {@link #remove}. */
    void add(SseConnection sseConnection) {
        wheels.computeIfAbsent(sseConnection.loop(), loop -> new HeartbeatWheel(EventLoops.of(loop), interval))
                .add(sseConnection);
    }

    /** Has no effect on a stream that was not added. */
    void remove(SseConnection sseConnection) {
        HeartbeatWheel wheel = wheels.get(sseConnection.loop());
        if (wheel != null) {
            wheel.remove(sseConnection);
        }
    }
}
