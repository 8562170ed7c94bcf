package io.herald.simulation.server;

import io.herald.event.EventId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates and reads the fields of stream entries: names and values alternately. */
final class Fields {

    private Fields() {}

    /** Returns the fields of an entry of a tail, which begins with the id of the previous entry. */
    static List<String> following(EventId previous, List<String> rest) {
        List<String> fields = new ArrayList<>(2 + rest.size());
        fields.add("p");
        fields.add(previous.toString());
        fields.addAll(rest);
        return fields;
    }

    static @Nullable String value(List<String> fields, String name) {
        String found = null;
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if (fields.get(i).equals(name)) {
                found = fields.get(i + 1);
            }
        }
        return found;
    }
}
