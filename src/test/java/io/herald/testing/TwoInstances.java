package io.herald.testing;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Of the service, on one log that nobody else has events in. */
public record TwoInstances(HeraldProcess one, HeraldProcess two) implements AutoCloseable {

    /** @param name what their log's keys begin with */
    public static TwoInstances start(String name) {
        return start(name, Map.of());
    }

    public static TwoInstances start(String name, Map<String, String> different) {
        Map<String, String> own = new TreeMap<>(different);
        own.put("herald.log.key-prefix", name + "-" + UUID.randomUUID());
        return new TwoInstances(HeraldProcess.start(own), HeraldProcess.start(own));
    }

    @Override
    public void close() {
        one.close();
        two.close();
    }
}
