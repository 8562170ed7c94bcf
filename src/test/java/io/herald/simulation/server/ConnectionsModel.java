package io.herald.simulation.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** One call of {@code connections.lua}, except of the operations that list users and connections. */
final class ConnectionsModel {

    private static final String VISIBLE = ",\"visible\":true}";

    private record Held(String connection, long order, String instance, String description) {}

    private final ScriptCall call;
    private final Keyspace keyspace;
    private final String caller;

    private ConnectionsModel(ScriptCall call) {
        this.call = call;
        this.keyspace = call.keyspace();
        this.caller = call.arg(5);
    }

    static Object run(ScriptCall call) {
        ConnectionsModel model = new ConnectionsModel(call);
        String hash = call.key(3) + "u:" + call.arg(4);
        return switch (call.arg(6)) {
            case "visible" -> model.visibleUsers();
            case "visibility" -> model.setVisible(hash, call.arg(7), call.arg(8));
            case "drop" -> model.drop(hash, call.arg(4), call.arg(7));
            case "prune" -> model.prune(call.arg(7));
            case "list" -> model.live(hash).stream().map(Held::description).toList();
            case "hold" -> model.hold(hash);
            default -> throw new ModelError("ERR unknown operation");
        };
    }

    private List<Held> live(String hash) {
        List<Held> live = new ArrayList<>();
        for (Map.Entry<String, String> field : List.copyOf(keyspace.hash(hash).entrySet())) {
            String[] parts = field.getValue().split(" ", 3);
            Long lease = keyspace.scores(call.key(3) + "leases").get(parts[1]);
            if (parts[1].equals(caller) || lease != null && lease > call.now()) {
                live.add(new Held(field.getKey(), Long.parseLong(parts[0]), parts[1], parts[2]));
            } else if (lease == null) {
                keyspace.hashDelete(hash, field.getKey());
            }
        }
        live.sort(Comparator.comparingLong(Held::order).thenComparing(Held::connection));
        return live;
    }

    private long drop(String hash, String user, String connection) {
        keyspace.hashDelete(hash, connection);
        unlistIfGone(user);
        return 1;
    }

    private void unlistIfGone(String user) {
        if (!keyspace.exists(call.key(3) + "u:" + user)) {
            keyspace.scoreDelete(call.key(3) + "users", user);
        }
    }

    /** Examines all users after one: there are fewer than the script examines in one call. */
    private List<Object> prune(String after) {
        List<Object> reply = new ArrayList<>(List.of(""));
        for (String user : List.copyOf(keyspace.scores(call.key(3) + "users").keySet())) {
            List<Held> live = user.compareTo(after) > 0 ? live(call.key(3) + "u:" + user) : List.of();
            if (user.compareTo(after) > 0 && live.isEmpty()) {
                unlistIfGone(user);
            }
            live.stream().filter(held -> held.instance().equals(caller)).forEach(held -> {
                reply.add(user);
                reply.add(held.connection());
            });
        }
        return reply;
    }

    private List<String> visibleUsers() {
        List<String> users = new ArrayList<>();
        for (int i = 7; i <= call.argCount(); i++) {
            if (live(call.key(3) + "u:" + call.arg(i)).stream()
                    .anyMatch(held -> held.description().endsWith(VISIBLE))) {
                users.add(call.arg(i));
            }
        }
        return users;
    }

    private long setVisible(String hash, String connection, String visible) {
        for (Held held : live(hash)) {
            if (held.connection().equals(connection)) {
                String text = held.description();
                if (text.endsWith(VISIBLE)) {
                    text = text.substring(0, text.length() - VISIBLE.length()) + "}";
                }
                if (visible.equals("true")) {
                    text = text.substring(0, text.length() - 1) + VISIBLE;
                }
                keyspace.hashSet(hash, connection, held.order() + " " + held.instance() + " " + text);
                LogState.appendToTail(call, control("visibility", visible + " " + connection));
                return 1;
            }
        }
        return 0;
    }

    private List<String> control(String kind, String detail) {
        return List.of("c", "user:" + call.arg(4), "e", kind, "b", detail, "f", "c");
    }

    private String hold(String hash) {
        List<Held> live = live(hash);
        String connection = call.arg(7);
        long order = call.number(8);
        Held registered = live.stream()
                .filter(held -> held.connection().equals(connection))
                .findFirst()
                .orElse(null);
        if (registered != null) {
            order = registered.order();
        } else {
            if (order == 0) {
                order = keyspace.nowMicros();
                if (!live.isEmpty()) {
                    order = Math.max(order, live.get(live.size() - 1).order() + 1);
                }
            }
            live.add(new Held(connection, order, "", ""));
            live.sort(Comparator.comparingLong(Held::order));
        }
        keyspace.hashSet(hash, connection, order + " " + caller + " " + call.arg(9));
        keyspace.expireAt(hash, call.now() + call.number(12));
        keyspace.scoreSet(call.key(3) + "users", call.arg(4), 0);
        if (call.number(10) > 0) {
            closeSurplus(hash, live, (int) call.number(10), call.arg(11));
        }
        return Long.toString(order);
    }

    private void closeSurplus(String hash, List<Held> live, int maximum, String policy) {
        StringBuilder closed = new StringBuilder(policy);
        boolean any = false;
        while (live.size() > maximum) {
            Held one = live.remove(policy.equals("evict") ? 0 : live.size() - 1);
            keyspace.hashDelete(hash, one.connection());
            closed.append(' ').append(one.connection());
            any = true;
        }
        if (any) {
            LogState.appendToTail(call, control("surplus", closed.toString()));
        }
    }
}
