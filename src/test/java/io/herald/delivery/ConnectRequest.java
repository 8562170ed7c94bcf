package io.herald.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a client starts, and the rooms that it names.
 *
 * @param cursor empty for none
 * @param since empty for none
 */
record ConnectRequest(String cursor, String since, List<String> rooms) {

    static ConnectRequest fromNow(String... rooms) {
        return new ConnectRequest("", "", List.of(rooms));
    }

    static ConnectRequest after(String cursor, String... rooms) {
        return new ConnectRequest(cursor, "", List.of(rooms));
    }

    static ConnectRequest since(String since, String... rooms) {
        return new ConnectRequest("", since, List.of(rooms));
    }

    /** Returns the parameters of a query, without the question mark. */
    String parameters(String cursorName) {
        List<String> parameters = new ArrayList<>();
        rooms.forEach(room -> parameters.add("room=" + room));
        if (!cursor.isEmpty()) {
            parameters.add(cursorName + "=" + cursor);
        }
        if (!since.isEmpty()) {
            parameters.add("since=" + since);
        }
        return String.join("&", parameters);
    }
}
