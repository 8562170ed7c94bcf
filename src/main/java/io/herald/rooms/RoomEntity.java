package io.herald.rooms;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code room}. */
@Entity(name = "Room")
@Table(name = "room")
class RoomEntity {

    @Id
    @Column(length = 128)
    String name;

    @Column(length = 16, nullable = false)
    String visibility;

    @Column(length = 16, nullable = false)
    String kind;

    @Column(length = 32)
    @Nullable
    String keep;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    protected RoomEntity() {}

    RoomEntity(String name, Instant createdAt) {
        this.name = name;
        this.createdAt = createdAt;
    }

    void apply(RoomSettings settings) {
        visibility = settings.visibility();
        kind = settings.kind();
        keep = settings.keep();
    }

    RoomSettings settings() {
        return RoomSettings.of(visibility, kind, keep);
    }
}
