package io.herald.log;

import io.smallrye.mutiny.Uni;

/** Tells an instance that starts whether any other instance serves clients. Fails as {@link EventLog} does. */
public interface ReadyInstances {

    /** Reports that this instance is ready. The report expires after three seconds. */
    Uni<Void> report();

    /** Returns whether any instance has reported within the last three seconds. */
    Uni<Boolean> exist();
}
