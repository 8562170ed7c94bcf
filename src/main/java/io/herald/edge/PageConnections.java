package io.herald.edge;

import java.util.Set;

/** Other servers to which the pages of the service connect. */
public interface PageConnections {

    /** Returns their origins: scheme, host and port. */
    Set<String> origins();
}
