package io.herald.hub;

import io.herald.json.RawJson;
import java.util.Map;
import java.util.Set;

/**
 * Lets only events through whose {@code data} has, in each of the fields, one of the values.
 *
 * @param fields by name, the values as their JSON is spelled
 */
public record Where(Map<String, Set<RawJson>> fields) {

    boolean matches(Map<String, RawJson> data) {
        for (Map.Entry<String, Set<RawJson>> field : fields.entrySet()) {
            RawJson value = data.get(field.getKey());
            if (value == null || !field.getValue().contains(value)) {
                return false;
            }
        }
        return true;
    }
}
