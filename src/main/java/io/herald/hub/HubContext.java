package io.herald.hub;

import io.herald.event.CursorFormat;
import io.herald.hub.resume.Windows;
import io.herald.log.EventLog;
import io.herald.loop.FailureLogger;
import java.util.concurrent.atomic.AtomicInteger;

/** The components and settings that all shards share. */
record HubContext(
        EventLog log,
        Windows windows,
        CursorFormat format,
        StreamConfig config,
        HubEnvironment environment,
        AtomicInteger connections,
        HubListeners hubListeners,
        FailureLogger failures) {}
