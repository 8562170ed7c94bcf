package io.herald.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** What was sent, once for all whom it was sent to. Written by the projection. */
@Entity
@Immutable
@Table(name = "notification")
class StoredNotification {

    @Id
    UUID id;

    @Column(nullable = false)
    OffsetDateTime at;

    @Column(nullable = false, length = 128)
    String sender;

    @Column(nullable = false)
    String content;

    protected StoredNotification() {}
}
