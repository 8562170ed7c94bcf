package io.herald.hub.filters;

import io.herald.json.RawJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Accepts the events whose {@code data} has, in each of the fields, one of the accepted values.
 *
 * @param fields the accepted values by field name. The constructor makes them canonical, because a JSON value can be
 *     written in many ways.
 */
public record EventFilter(Map<String, Set<RawJson>> fields) {

    public EventFilter {
        Map<String, Set<RawJson>> canonical = new HashMap<>();
        fields.forEach((name, values) ->
                canonical.put(name, values.stream().map(RawJson::canonical).collect(Collectors.toUnmodifiableSet())));
        fields = Map.copyOf(canonical);
    }

    /** @param data the members of the event's data, with canonical values */
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
