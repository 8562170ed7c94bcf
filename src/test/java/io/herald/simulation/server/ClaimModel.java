package io.herald.simulation.server;

import java.util.List;

/** The script {@code claim.lua}. */
final class ClaimModel {

    private static final long MIN_REMAINING = 60_000;

    private ClaimModel() {}

    static Object run(ScriptCall call) {
        Keyspace keyspace = call.keyspace();
        String record = keyspace.string(call.key(1));
        if (record != null) {
            if (keyspace.ttl(call.key(1)) < MIN_REMAINING) {
                keyspace.expireAt(call.key(1), call.now() + MIN_REMAINING);
            }
            boolean same = record.startsWith(call.arg(1));
            String rest = record.substring(Math.min(record.length(), call.arg(1).length()));
            return List.of(same ? "same" : "other", rest.endsWith("+") ? rest.substring(0, rest.length() - 1) : rest);
        }
        String earlier = keyspace.string(call.key(2));
        if (earlier != null) {
            int space = earlier.indexOf(' ');
            boolean same = earlier.substring(0, space).equals(call.arg(4));
            return List.of(same ? "same" : "other", earlier.substring(space + 1));
        }
        keyspace.setString(call.key(1), call.arg(1) + call.arg(2), call.now() + call.number(3));
        return List.of("new", call.arg(2));
    }
}
