package io.herald.simulation.server;

import java.util.ArrayList;
import java.util.List;

/** One call of {@code presence.lua} without hooks, except of the operation that lists rooms. */
final class PresenceModel {

    private final ScriptCall call;
    private final Keyspace keyspace;
    private final long now;

    private PresenceModel(ScriptCall call) {
        this.call = call;
        this.keyspace = call.keyspace();
        this.now = call.now();
    }

    static Object run(ScriptCall call) {
        PresenceModel model = new PresenceModel(call);
        switch (call.arg(8)) {
            case "set" -> model.count(call.arg(9), call.arg(10), call.arg(11), call.number(12));
            case "state" -> model.replaceState(call.arg(9), call.arg(10));
            case "lease" -> {
                return model.renew(call.arg(9), call.number(10));
            }
            case "sweep" -> {
                return model.sweep((int) call.number(9));
            }
            default -> throw new ModelError("ERR unknown operation");
        }
        return 1L;
    }

    private String key(String name) {
        return call.key(3) + name;
    }

    private boolean isSmall(String room) {
        return Long.parseLong(keyspace.hash(key("r:" + room)).getOrDefault("#", "0")) <= call.number(5);
    }

    private void announce(String channels, String event, String user, String state) {
        String body = ",\"time\":\"" + call.arg(4) + "\",\"from\":\"" + user + "\",\"data\":{\"user\":\"" + user
                + "\",\"state\":" + state + "}}";
        LogState.appendToTail(
                call, List.of("c", channels, "e", "presence." + event, "b", body, "f", "e", "o", "user:" + user));
    }

    private void announceIn(String room, String event, String user, String state) {
        if (isSmall(room)) {
            announce("room:" + room, event, user, state);
        }
    }

    private String state(String room, String user) {
        return keyspace.hash(key("s:" + room)).getOrDefault(user, "{}");
    }

    private void arrive(String room, String user) {
        String hash = key("r:" + room);
        keyspace.scoreDelete(key("leaving"), room + " " + user);
        keyspace.scoreSet(key("rooms"), room, 0);
        if (!keyspace.hash(hash).containsKey(user)) {
            keyspace.hashSet(hash, user, Long.toString(now));
            keyspace.hashIncrement(hash, "#", 1);
            announceIn(room, "joined", user, state(room, user));
        }
    }

    private void leave(String room, String user) {
        String hash = key("r:" + room);
        if (keyspace.hashDelete(hash, user)) {
            announceIn(room, "left", user, state(room, user));
            keyspace.hashDelete(key("s:" + room), user);
            if (keyspace.hashIncrement(hash, "#", -1) <= 0) {
                keyspace.hashDelete(hash, "#");
                keyspace.scoreDelete(key("rooms"), room);
            }
        }
    }

    private void setPresent(String room, String user, String instance, boolean isPresent, long absence) {
        String hash = key("r:" + room);
        String entry = room + " " + user;
        if (isPresent) {
            keyspace.setAdd(key("i:" + instance), entry);
            keyspace.hashIncrement(hash, "# " + user, 1);
            arrive(room, user);
            return;
        }
        keyspace.setRemove(key("i:" + instance), entry);
        if (keyspace.hashIncrement(hash, "# " + user, -1) <= 0) {
            keyspace.hashDelete(hash, "# " + user);
            if (absence > 0) {
                keyspace.scoreSet(key("leaving"), entry, now + absence);
            } else {
                keyspace.scoreDelete(key("leaving"), entry);
                leave(room, user);
            }
        }
    }

    private void ensureLease(String instance) {
        if (!keyspace.scores(key("leases")).containsKey(instance)) {
            keyspace.scoreSet(key("leases"), instance, now + call.number(14));
            keyspace.setAdd(key("unconfirmed"), instance);
        }
    }

    private void count(String room, String user, String instance, long after) {
        long absence = call.number(13);
        String hash = key("r:" + room);
        String field = user + " " + instance;
        long before = Long.parseLong(keyspace.hash(hash).getOrDefault(field, "0"));
        if (after == 0) {
            keyspace.hashDelete(hash, field);
        } else {
            keyspace.hashSet(hash, field, Long.toString(after));
        }
        if (before > 0 != after > 0) {
            if (after > 0) {
                ensureLease(instance);
            }
            setPresent(room, user, instance, after > 0, absence);
        } else if (after <= 0 && absence == 0 && keyspace.scoreDelete(key("leaving"), room + " " + user)) {
            leave(room, user);
        }
    }

    private void replaceState(String user, String state) {
        List<String> channels = new ArrayList<>();
        for (int i = 11; i <= call.argCount(); i++) {
            String room = call.arg(i);
            if (keyspace.hash(key("r:" + room)).containsKey(user)) {
                keyspace.hashSet(key("s:" + room), user, state);
                if (isSmall(room)) {
                    channels.add("room:" + room);
                }
            }
        }
        if (!channels.isEmpty()) {
            announce(String.join(" ", channels), "updated", user, state);
        }
    }

    /** Returns all entries as one page. */
    private List<Object> renew(String instance, long duration) {
        Long expiry = keyspace.scores(key("leases")).get(instance);
        keyspace.scoreSet(key("leases"), instance, now + duration);
        boolean wasConfirmed = !keyspace.setRemove(key("unconfirmed"), instance);
        List<Object> reply = new ArrayList<>(List.of(wasConfirmed && expiry != null && expiry > now ? 1L : 0L, "0"));
        for (String entry : keyspace.set(key("i:" + instance))) {
            int space = entry.indexOf(' ');
            add(reply, instance, entry.substring(0, space), entry.substring(space + 1));
        }
        for (int i = 13; i < call.argCount(); i += 2) {
            add(reply, instance, call.arg(i), call.arg(i + 1));
        }
        return reply;
    }

    private void add(List<Object> reply, String instance, String room, String user) {
        String connections = keyspace.hash(key("r:" + room)).getOrDefault(user + " " + instance, "0");
        reply.addAll(List.of(room, user, Long.parseLong(connections)));
    }

    private long sweep(int limit) {
        int processed = 0;
        for (String instance : keyspace.membersUpTo(key("leases"), now, Integer.MAX_VALUE)) {
            List<String> entries = keyspace.set(key("i:" + instance)).stream()
                    .limit(limit - processed)
                    .toList();
            for (String entry : entries) {
                int space = entry.indexOf(' ');
                String room = entry.substring(0, space);
                String user = entry.substring(space + 1);
                keyspace.hashDelete(key("r:" + room), user + " " + instance);
                setPresent(room, user, instance, false, 0);
            }
            processed += entries.size();
            if (!keyspace.exists(key("i:" + instance))) {
                keyspace.scoreDelete(key("leases"), instance);
                keyspace.setRemove(key("unconfirmed"), instance);
            }
            if (processed >= limit) {
                return processed;
            }
        }
        List<String> due = keyspace.membersUpTo(key("leaving"), now, limit - processed);
        for (String entry : due) {
            keyspace.scoreDelete(key("leaving"), entry);
            int space = entry.indexOf(' ');
            leave(entry.substring(0, space), entry.substring(space + 1));
        }
        return processed + due.size();
    }
}
