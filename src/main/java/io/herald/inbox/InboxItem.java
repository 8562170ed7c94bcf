package io.herald.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** What a user has made of a notification. Changed by statements of the database, so that no two devices overwrite each other. */
@Entity
@Immutable
@Table(name = "inbox_item")
@IdClass(InboxItem.Key.class)
class InboxItem {

    @Id
    @Column(name = "user_id", length = 128)
    String user;

    @Id
    @Column(name = "notification_id")
    UUID notificationId;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "notification_id", insertable = false, updatable = false)
    StoredNotification notification;

    @Column(nullable = false)
    OffsetDateTime at;

    @Column(nullable = false, length = 64)
    String category;

    @Column(nullable = false)
    short state;

    @Column(name = "read_at")
    @Nullable
    OffsetDateTime readAt;

    @Column(name = "archived_at")
    @Nullable
    OffsetDateTime archivedAt;

    @Column(name = "expires_at")
    @Nullable
    OffsetDateTime expiresAt;

    protected InboxItem() {}

    static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        String user;
        UUID notificationId;

        Key() {}

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && Objects.equals(user, that.user)
                    && Objects.equals(notificationId, that.notificationId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(user, notificationId);
        }
    }
}
