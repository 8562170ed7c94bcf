package io.herald.inbox;

import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/**
 * What the function {@code inbox_change} has done.
 *
 * @param changedItems the number of items that had another state before
 * @param known whether the inbox contained the items before the update
 * @param ids the changed items, up to a limit
 */
record CommittedChange(InboxChange result, long changedItems, boolean known, UUID[] ids) {

    static CommittedChange of(Row row) {
        return new CommittedChange(
                new InboxChange(row.getLong(0), row.getLong(1)),
                row.getLong(2),
                row.getBoolean(3),
                row.getArrayOfUUIDs(4));
    }

    /**
     * Whether the inbox contains the item. The projection may insert it between the check and the update of one call. The item
     * is then unknown, and is changed nevertheless.
     */
    boolean isInInbox() {
        return known || changedItems > 0;
    }
}
