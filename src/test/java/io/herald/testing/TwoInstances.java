package io.herald.testing;

import java.util.Map;
import java.util.UUID;

/** Of the service, on one log that nobody else has events in. */
public record TwoInstances(HeraldProcess one, HeraldProcess two) implements AutoCloseable {

    private static final class Shared {
        private static final TwoInstances PAIR = start("shared");
    }

    /**
     * One pair for all tests that leave it as it was, because starting it takes longer than most of them. It ends with the
     * process of the tests; each class looks at what it has {@link #assertNoSecretTold told} by then.
     */
    public static TwoInstances shared() {
        return Shared.PAIR;
    }

    /** @param name what their log's keys begin with */
    public static TwoInstances start(String name) {
        Map<String, String> own = Map.of("herald.log.key-prefix", name + "-" + UUID.randomUUID());
        return new TwoInstances(HeraldProcess.start(own), HeraldProcess.start(own));
    }

    public void assertNoSecretTold() {
        one.assertNoSecretTold();
        two.assertNoSecretTold();
    }

    @Override
    public void close() {
        one.close();
        two.close();
    }
}
