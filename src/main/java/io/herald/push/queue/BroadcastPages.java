package io.herald.push.queue;

import io.herald.push.storage.PushDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Brings broadcasts into the inboxes of users with subscriptions, page by page. A page is one transaction, which also adds the
 * pushes, so the death of an instance neither repeats nor skips a page.
 */
@ApplicationScoped
public class BroadcastPages {

    /** Users of a page. Their rows are locked for about 50 ms. */
    private static final int USERS = 200;

    private static final String PAGE = "SELECT push_broadcast_page($1)";

    private final PushDatabase database;

    BroadcastPages(PushDatabase database) {
        this.database = database;
    }

    /** Processes the next page. Returns whether there may be more. */
    public Uni<Boolean> next() {
        return database.run(PAGE, Tuple.of(USERS))
                .map(rows -> rows.iterator().next().getInteger(0) != null);
    }
}
