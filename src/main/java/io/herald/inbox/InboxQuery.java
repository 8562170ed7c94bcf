package io.herald.inbox;

import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of somebody's inbox.
 *
 * @param state of the items, null for all
 * @param before the item that the last page ended with
 */
record InboxQuery(
        String user,
        @Nullable Short state,
        @Nullable String category,
        int limit,
        @Nullable Position before) {

    record Position(OffsetDateTime at, UUID id) {}

    String hql() {
        return "from InboxItem i join fetch i.notification where i.user = :user"
                + (state == null ? " and i.state < 3" : " and i.state = :state and i.state < 3")
                + (category == null ? "" : " and i.category = :category")
                + (before == null ? "" : " and (i.at, i.notificationId) < (:at, :id)")
                + " and (i.expiresAt is null or i.expiresAt > :now) order by i.at desc, i.notificationId desc";
    }
}
