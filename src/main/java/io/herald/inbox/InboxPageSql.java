package io.herald.inbox;

import io.herald.inbox.storage.InboxPosition;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL query for a page of an inbox.
 *
 * @param state of the items, or null for all
 * @param before the position that the page ends before, such as that of the last item of the previous page
 */
record InboxPageSql(
        String user,
        @Nullable Short state,
        @Nullable String category,
        int limit,
        @Nullable InboxPosition before) {

    /** The states that a page without a state contains: all but deleted. */
    private static final List<String> STATES = List.of("0", "1", "2");

    private static final String FIRST = " ORDER BY at DESC, seq DESC, notification_id DESC LIMIT $2";

    /**
     * Returns one of eight statements. Each contains only the requested conditions, so that PostgreSQL plans it as a scan of
     * one range of the matching index, or as a merge of one range for each state. A condition that is always true would prevent
     * this. The statement reads one row more than the limit, which shows whether there is a next page.
     */
    String sql() {
        StringBuilder where = new StringBuilder("i.user_id = $1 AND i.state < 3");
        int next = 3;
        if (state != null) {
            where.append(" AND i.state = $").append(next++);
        }
        if (category != null) {
            where.append(" AND i.category = $").append(next++);
        }
        if (before != null) {
            where.append(" AND (i.at, i.seq, i.notification_id) < ($%d, $%d, $%d)".formatted(next, next + 1, next + 2));
        }
        return """
            SELECT i.notification_id, n.content, n.sender, n.at, i.read_at, i.archived_at, i.at, i.seq FROM (
                %s
            ) AS i JOIN notification AS n ON n.id = i.notification_id
            ORDER BY i.at DESC, i.seq DESC, i.notification_id DESC\
            """.formatted(state == null && category == null ? merge(where) : range(where.toString()));
    }

    private static String merge(CharSequence where) {
        return STATES.stream()
                .map(each -> "(" + range(where + " AND i.state = " + each) + ")")
                .collect(Collectors.joining(" UNION ALL ", "", FIRST));
    }

    private static String range(String where) {
        return "SELECT * FROM inbox_item AS i WHERE " + where + " AND (i.expires_at IS NULL OR i.expires_at > now())"
                + FIRST;
    }

    Tuple values() {
        Tuple values = Tuple.of(user, (long) limit + 1);
        if (state != null) {
            values.addShort(state);
        }
        if (category != null) {
            values.addString(category);
        }
        if (before != null) {
            values.addOffsetDateTime(before.at()).addLong(before.seq()).addUUID(before.id());
        }
        return values;
    }
}
