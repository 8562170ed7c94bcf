package io.herald.simulation.server;

import java.util.List;

/** The arguments of one call of a script, with the indexes of Lua: the first key and the first argument have the number 1. */
record ScriptCall(Keyspace keyspace, List<String> keys, List<String> args) {

    String key(int number) {
        return keys.get(number - 1);
    }

    String arg(int number) {
        return args.get(number - 1);
    }

    long number(int number) {
        return Long.parseLong(args.get(number - 1));
    }

    int keyCount() {
        return keys.size();
    }

    int argCount() {
        return args.size();
    }

    long now() {
        return keyspace.nowMillis();
    }
}
