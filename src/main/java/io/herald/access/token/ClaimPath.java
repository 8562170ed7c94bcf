package io.herald.access.token;

import io.herald.json.JsonKind;
import io.herald.json.RawJson;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path of a claim: names of members, separated by slashes. A name that contains a slash is written in double quotes, as in
 * {@code "https://example.com/groups"}.
 */
record ClaimPath(List<String> names) {

    private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"|([^/\"]+)");
    private static final Pattern PATH = Pattern.compile("(?:%1$s)(?:/(?:%1$s))*".formatted(NAME.pattern()));

    /** @param setting the name of the setting, for the message that refuses the start */
    static ClaimPath of(String setting, String path) {
        if (!PATH.matcher(path).matches()) {
            throw new ConfigurationException("Herald does not start: " + setting + ": '" + path
                    + "' is not the path of a claim: write names separated by slashes, such as realm_access/roles, and a name that"
                    + " contains a slash in double quotes.");
        }
        List<String> names = new ArrayList<>();
        for (Matcher name = NAME.matcher(path); name.find(); ) {
            names.add(name.group(1) == null ? name.group(2) : name.group(1));
        }
        return new ClaimPath(List.copyOf(names));
    }

    /** Returns the value of the claim, or null if it is absent. A value that is no object has no members. */
    @Nullable
    RawJson find(Map<String, RawJson> claims) {
        RawJson value = claims.get(names.get(0));
        for (String name : names.subList(1, names.size())) {
            value = member(value, name);
        }
        return value == null || value.isNull() ? null : value;
    }

    private static @Nullable RawJson member(@Nullable RawJson object, String name) {
        if (object == null || object.kind() != JsonKind.OBJECT) {
            return null;
        }
        RawJson[] found = {null};
        object.members((member, value) -> found[0] = member.equals(name) ? value : found[0]);
        return found[0];
    }

    @Override
    public String toString() {
        return String.join("/", names);
    }
}
