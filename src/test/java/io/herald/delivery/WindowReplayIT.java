package io.herald.delivery;

import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A replay from the window: what most clients get that reconnect. */
class WindowReplayIT extends ReplayContract {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    @Override
    HeraldProcess here() {
        return INSTANCES.one();
    }

    @Override
    HeraldProcess there() {
        return INSTANCES.two();
    }
}
