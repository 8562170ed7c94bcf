package io.herald.simulation.server;

import io.herald.log.LogConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Compares the keys with the bounds of their size and life. */
final class KeyBounds {

    /** Approximate trimming leaves less than a node, and a loss marker is appended without trimming. */
    private static final int UNTRIMMED = 2 * ModelStream.ENTRIES_PER_NODE;

    /** A history is trimmed to its length when it exceeds it by this number of entries. */
    private static final int UNTRIMMED_IN_HISTORY = 100;

    private static final String PARTITION_END = "}:";

    /** The keys that never expire: those that each partition has once, and those of presence, which sweeps remove. */
    private static final Pattern PERMANENT =
            Pattern.compile("meta|tail|work|preferences|pr:(leases|unconfirmed|leaving|rooms|users|[irs]:.*)");

    private final Keyspace keyspace;
    private final LogConfig settings;
    private final long maxSkewMillis;
    private final List<String> exceeded = new ArrayList<>();

    /** @param maxSkewMillis how far the clock of the server was ever from the time */
    KeyBounds(Keyspace keyspace, LogConfig settings, long maxSkewMillis) {
        this.keyspace = keyspace;
        this.settings = settings;
        this.maxSkewMillis = maxSkewMillis;
    }

    List<String> exceeded() {
        for (String key : keyspace.names()) {
            String name = key.substring(key.indexOf(PARTITION_END) + PARTITION_END.length());
            if (keyspace.ttl(key) < 0 && !PERMANENT.matcher(name).matches()) {
                exceeded.add(key + " never expires");
            }
            if (name.equals("tail") || name.startsWith("tail:")) {
                verifyLength(key, settings.tailLength() + UNTRIMMED);
            } else if (name.startsWith("h:")) {
                verifyLength(key, settings.eventsPerChannel() + UNTRIMMED_IN_HISTORY);
                verifyAge(key);
            }
        }
        return exceeded;
    }

    private void verifyLength(String key, int maximum) {
        int length = keyspace.stream(key).length();
        if (length > maximum) {
            exceeded.add(key + " has " + length + " entries");
        }
    }

    /** An append removes the entries that are older than the retention, once in a sixteenth of it. */
    private void verifyAge(String key) {
        ModelStream history = keyspace.stream(key);
        long retention = settings.retention().toMillis();
        long age = history.last().ms() - history.oldest().id().ms();
        if (age > retention + retention / 16 + 1 + 2 * maxSkewMillis) {
            exceeded.add(key + " holds events of " + age + " ms");
        }
    }
}
