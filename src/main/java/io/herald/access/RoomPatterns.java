package io.herald.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Matches the rooms that a token lists: exact names, and prefixes that end in {@code *}. A {@code *} elsewhere is an
 * ordinary character.
 */
public record RoomPatterns(Set<String> exact, List<String> prefixes) {
    public static final RoomPatterns NONE = new RoomPatterns(Set.of(), List.of());

    public RoomPatterns {
        exact = Set.copyOf(exact);
        prefixes = List.copyOf(prefixes);
    }

    public static RoomPatterns of(Collection<String> patterns) {
        if (patterns.isEmpty()) {
            return NONE;
        }
        var byStar = patterns.stream().collect(Collectors.partitioningBy(pattern -> pattern.endsWith("*")));
        return new RoomPatterns(
                Set.copyOf(byStar.get(false)),
                byStar.get(true).stream()
                        .map(pattern -> pattern.substring(0, pattern.length() - 1))
                        .toList());
    }

    public boolean matches(String room) {
        return exact.contains(room) || prefixes.stream().anyMatch(room::startsWith);
    }

    /** Returns the patterns in the syntax of the token, for the transfer of a caller to another instance. */
    public List<String> patterns() {
        return Stream.concat(exact.stream().sorted(), prefixes.stream().map(prefix -> prefix + "*"))
                .toList();
    }
}
