package io.herald.hub.filters;

import io.herald.json.RawJson;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lets only events through whose {@code data} has, in each of the fields, one of the values.
 *
 * @param fields by name, the values: clients spell one value in many ways, so each is held as the one for all
 */
public record EventFilter(Map<String, Set<RawJson>> fields) {

    public EventFilter {
        Map<String, Set<RawJson>> canonical = new HashMap<>();
        fields.forEach((name, values) ->
                canonical.put(name, values.stream().map(RawJson::canonical).collect(Collectors.toUnmodifiableSet())));
        fields = Map.copyOf(canonical);
    }

    /** @param data with canonical values */
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
