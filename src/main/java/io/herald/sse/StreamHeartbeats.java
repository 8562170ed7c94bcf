package io.herald.sse;

import io.herald.hub.StreamConfig;
import io.herald.loop.EventLoops;
import io.netty.channel.EventLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sends a heartbeat on each open stream once per interval, so that the cursor of an idle client stays within retention. */
@ApplicationScoped
class StreamHeartbeats {

    private final Duration interval;
    private final Map<EventLoop, HeartbeatWheel> wheels = new ConcurrentHashMap<>();

    StreamHeartbeats(StreamConfig config) {
        this.interval = config.heartbeat();
    }

    /** Adds a stream. Called on its loop, as is {@link #remove}. */
    void add(EventLoop loop, HeartbeatWheel.Member stream) {
        wheels.computeIfAbsent(loop, own -> new HeartbeatWheel(EventLoops.of(own), interval))
                .add(stream);
    }

    /** Removes a stream. Has no effect if it was not added. */
    void remove(EventLoop loop, HeartbeatWheel.Member stream) {
        HeartbeatWheel wheel = wheels.get(loop);
        if (wheel != null) {
            wheel.remove(stream);
        }
    }
}
