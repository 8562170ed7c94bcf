package io.herald.redis.connection;

import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which master, as {@code host:port}, has which slot, as one of the cluster's nodes saw it. Immutable. */
final class SlotMap {

    static final SlotMap EMPTY = new SlotMap(new String[Slot.COUNT]);

    private final @Nullable String[] masters;

    private SlotMap(@Nullable String[] masters) {
        this.masters = masters;
    }

    /**
     * The answer to CLUSTER SLOTS.
     *
     * @param asked the node that answered, which may leave out its own host: it does not know how we call it
     */
    static SlotMap of(Response ranges, String asked) {
        String[] masters = new String[Slot.COUNT];
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
        // What the cluster tells while it does not know the name of a node.
        if (host.equals("?")) {
            return null;
        }
        return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    SlotMap with(int slot, @Nullable String master) {
        String[] changed = masters.clone();
        changed[slot] = master;
        return new SlotMap(changed);
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
