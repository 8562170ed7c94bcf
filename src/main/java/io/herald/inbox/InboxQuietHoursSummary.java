package io.herald.inbox;

import io.herald.inbox.storage.InboxDatabase;
import io.herald.preferences.QuietHoursSummary;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the inbox items of broadcasts that quiet hours have withheld from users. */
@ApplicationScoped
class InboxQuietHoursSummary implements QuietHoursSummary {

    private static final String NEWS = """
        SELECT u.id, n.unread, n.told, n.ids FROM unnest($1::varchar[], $2::timestamptz[]) AS u (id, since)
        CROSS JOIN LATERAL inbox_news(u.id, u.since) AS n WHERE n.ids IS NOT NULL\
        """;

    private final InboxDatabase database;

    InboxQuietHoursSummary(InboxDatabase database) {
        this.database = database;
    }

    @Override
    public Uni<Map<String, byte[]>> summarize(Map<String, Instant> since) {
        // Sorted by user: two instances that process the same users must not deadlock.
        List<String> users = since.keySet().stream().sorted().toList();
        List<OffsetDateTime> times = new ArrayList<>();
        users.forEach(user -> times.add(since.get(user).atOffset(ZoneOffset.UTC)));
        Tuple values = Tuple.tuple()
                .addArrayOfString(users.toArray(String[]::new))
                .addArrayOfOffsetDateTime(times.toArray(OffsetDateTime[]::new));
        return database.run(NEWS, values).map(InboxQuietHoursSummary::news);
    }

    private static Map<String, byte[]> news(RowSet<Row> rows) {
        Map<String, byte[]> news = new HashMap<>();
        for (Row row : rows) {
            InboxChange changed = new InboxChange(row.getLong(1), row.getLong(2));
            news.put(row.getString(0), InboxChangedEvent.data(changed, row.getArrayOfUUIDs(3), ItemTransition.UNREAD));
        }
        return news;
    }
}
