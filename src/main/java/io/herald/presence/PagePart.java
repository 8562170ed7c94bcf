package io.herald.presence;

import io.herald.json.RawJson;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a page that one partition has, or the page itself.
 *
 * @param entries in the order of their positions
 * @param end the position up to which the entries are complete; null if there are no more
 */
record PagePart<P extends Comparable<P>>(
        List<Entry<P>> entries, @Nullable P end) {

    record Entry<P extends Comparable<P>>(P position, RawJson json) {}

    /**
     * Merges the parts of all partitions to a page.
     *
     * @param parts each with more entries than the limit, unless it has no more or ends earlier
     * @return a page whose {@code end} is where the next one begins
     */
    static <P extends Comparable<P>> PagePart<P> merge(List<PagePart<P>> parts, int limit) {
        P end = parts.stream()
                .map(PagePart::end)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        List<Entry<P>> complete = parts.stream()
                .flatMap(part -> part.entries().stream())
                .filter(entry -> end == null || entry.position().compareTo(end) <= 0)
                .sorted(Comparator.comparing(Entry::position))
                .toList();
        return complete.size() > limit
                ? new PagePart<>(
                        complete.subList(0, limit), complete.get(limit - 1).position())
                : new PagePart<>(complete, end);
    }
}
