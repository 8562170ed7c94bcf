package io.herald.ops.health;

import io.smallrye.health.AsyncHealthCheckFactory;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

/**
 * Runs health checks on the event loop of the probe. Quarkus would run them on the worker pool, where a probe waits until
 * a thread is free. A check must not block: each returns a cached result.
 */
@Alternative
@Priority(1)
@Singleton
class InlineHealthChecks extends AsyncHealthCheckFactory {}
