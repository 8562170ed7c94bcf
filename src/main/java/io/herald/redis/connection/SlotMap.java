package io.herald.redis.connection;

import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps each slot to its master, as {@code host:port}, as seen by one node of the cluster. Immutable. */
final class SlotMap {

    static final SlotMap EMPTY = new SlotMap(new String[HashSlot.COUNT]);

    private final @Nullable String[] masters;

    private SlotMap(@Nullable String[] masters) {
        this.masters = masters;
    }

    /**
     * Parses the reply to {@code CLUSTER SLOTS}.
     *
     * @param asked the node that replied, which may omit its own host because it does not know its address
     */
    static SlotMap of(Response ranges, String asked) {
        String[] masters = new String[HashSlot.COUNT];
        for (Response range : ranges) {
            Response master = range.get(2);
            String server =
                    server(Objects.toString(master.get(0), ""), master.get(1).toString(), asked);
            Arrays.fill(masters, range.get(0).toInteger(), range.get(1).toInteger() + 1, server);
        }
        return new SlotMap(masters);
    }

    static @Nullable String server(String host, String port, String asked) {
        if (host.isEmpty()) {
            return asked.substring(0, asked.lastIndexOf(':') + 1) + port;
        }
        // The cluster reports this while it does not know the host name of a node.
        if (host.equals("?")) {
            return null;
        }
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    SlotMap withMaster(int slot, @Nullable String master) {
        String[] changed = masters.clone();
        changed[slot] = master;
        return new SlotMap(changed);
    }

    /** Returns a map with the masters of this map, and with those of another for the slots that this one lacks. */
    SlotMap completedBy(SlotMap other) {
        String[] completed = masters.clone();
        for (int slot = 0; slot < completed.length; slot++) {
            completed[slot] = completed[slot] == null ? other.masters[slot] : completed[slot];
        }
        return new SlotMap(completed);
    }

    /** Whether every slot has a master. */
    boolean isComplete() {
        return !Arrays.asList(masters).contains(null);
    }

    @Nullable
    String master(int slot) {
        return masters[slot];
    }

    Set<String> masters() {
        Set<String> all = new LinkedHashSet<>();
        for (String master : masters) {
            if (master != null) {
                all.add(master);
            }
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SlotMap that && Arrays.equals(masters, that.masters);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(masters);
    }
}
