package io.herald.delivery;

import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A replay from the histories in Redis: the instance holds one event in memory. */
class HistoryReplayIT extends ReplayContract {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static HeraldProcess withoutWindow;

    @BeforeAll
    static void start() {
        withoutWindow = INSTANCES.another(Map.of("herald.stream.window", "1"));
    }

    @AfterAll
    static void stop() {
        withoutWindow.close();
    }

    @Override
    HeraldProcess here() {
        return withoutWindow;
    }

    @Override
    HeraldProcess there() {
        return withoutWindow;
    }
}
