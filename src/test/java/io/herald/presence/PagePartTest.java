package io.herald.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.herald.json.JsonWriter;
import io.herald.presence.PagePart.Entry;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A page of several partitions, each of which lists its own names. */
class PagePartTest {

    @Test
    void a_page_has_the_first_entries_of_all_partitions_in_order() {
        PagePart<String> page = PagePart.merge(List.of(part(null, "a", "d"), part(null, "b", "c")), 3);
        assertEquals(List.of("a", "b", "c"), names(page));
        assertEquals("c", page.end());
    }

    @Test
    void the_last_page_has_no_end() {
        PagePart<String> page = PagePart.merge(List.of(part(null, "a", "d"), part(null, "b")), 3);
        assertEquals(List.of("a", "b", "d"), names(page));
        assertNull(page.end());
    }

    /** The partition that ended at b may have a c, which must not be skipped. */
    @Test
    void a_page_does_not_reach_beyond_the_partition_that_ended_first() {
        PagePart<String> page = PagePart.merge(List.of(part("b", "a", "b"), part("e", "c", "d", "e")), 50);
        assertEquals(List.of("a", "b"), names(page));
        assertEquals("b", page.end());
    }

    /** A partition examines a bounded number of users, and all of them may be gone. */
    @Test
    void an_empty_page_may_have_a_next_one() {
        PagePart<String> page = PagePart.merge(List.of(part("m"), part(null, "x")), 50);
        assertEquals(List.of(), names(page));
        assertEquals("m", page.end());
    }

    @Test
    void connections_of_a_user_keep_their_order_across_pages() {
        ConnectionPosition first = new ConnectionPosition("alice", 7);
        assertEquals(first, ConnectionPosition.parse(first.toString()));
        assertEquals(-1, Integer.signum(first.compareTo(new ConnectionPosition("alice", 8))));
        assertEquals(-1, Integer.signum(first.compareTo(new ConnectionPosition("bob", 1))));
        assertEquals(new ConnectionPosition("a.b", 7), ConnectionPosition.parse("7.a.b"));
    }

    @Test
    void other_texts_are_no_positions() {
        Stream.of("", "alice", "7", "7.", ".alice", "-7.alice", "12345678901234567.alice", "7.al ice")
                .forEach(text -> assertNull(ConnectionPosition.parse(text), text));
    }

    private static PagePart<String> part(@Nullable String end, String... names) {
        return new PagePart<>(
                Stream.of(names)
                        .map(name ->
                                new Entry<>(name, new JsonWriter().value(name).raw()))
                        .toList(),
                end);
    }

    private static List<String> names(PagePart<String> page) {
        return page.entries().stream().map(Entry::position).toList();
    }
}
