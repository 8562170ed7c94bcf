package io.herald.limits;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Creates limits that count their hits in a registry of their own. */
public final class LimitsAssembly {

    private LimitsAssembly() {}

    public static Limits of(LimitsConfig config) {
        return new Limits(config, new LimitMetrics(new SimpleMeterRegistry()));
    }
}
