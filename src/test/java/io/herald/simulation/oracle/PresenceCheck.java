package io.herald.simulation.oracle;

import io.herald.event.Channel;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks that each arrival and each departure is announced once, and that at rest presence equals the connections. */
public final class PresenceCheck implements Ledger.PresenceObserver {

    private final Map<String, TreeSet<String>> present = new TreeMap<>();
    private final Collection<String> rooms;
    private final Function<String, Map<String, String>> stored;
    private final Violations violations;

    /** @param stored returns the hash of a room */
    public PresenceCheck(
            Collection<String> rooms, Function<String, Map<String, String>> stored, Violations violations) {
        this.rooms = rooms;
        this.stored = stored;
        this.violations = violations;
    }

    @Override
    public void announced(String event, Channel room, String user) {
        Set<String> users = present.computeIfAbsent(room.name(), none -> new TreeSet<>());
        if (event.equals("presence.joined") && !users.add(user)) {
            violations.add("joined announced twice: " + user + " in " + room);
        } else if (event.equals("presence.left") && !users.remove(user)) {
            violations.add("left announced without an arrival: " + user + " in " + room);
        }
    }

    /** The log has lost entries, and the stored presence has become that of an earlier time. */
    @Override
    public void lost() {
        present.clear();
        rooms.forEach(room -> present.put(room, users(room)));
    }

    private TreeSet<String> users(String room) {
        return stored.apply(room).keySet().stream()
                .filter(field -> field.indexOf(' ') < 0 && !field.equals("#"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * @param connected returns the users with a connection that follows the room
     * @param unsteady the users who come and go all the time
     * @param found receives what is not correct
     */
    public void verify(Function<String, Set<String>> connected, Set<String> unsteady, Violations found) {
        for (String room : rooms) {
            Set<String> expected = new TreeSet<>(connected.apply(room));
            Set<String> stored = users(room);
            expected.removeAll(unsteady);
            stored.removeAll(unsteady);
            if (!expected.equals(stored)) {
                found.add("presence of " + room + " is " + stored + " and should be " + expected);
            }
            Set<String> announced = new TreeSet<>(present.getOrDefault(room, new TreeSet<>()));
            announced.removeAll(unsteady);
            if (!announced.equals(stored)) {
                found.add("announced in " + room + " are " + announced + ", stored " + stored);
            }
        }
    }
}
