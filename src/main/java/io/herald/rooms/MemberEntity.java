package io.herald.rooms;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;

/** A row of the table {@code room_member}. */
@Entity(name = "Member")
@Table(name = "room_member")
class MemberEntity {

    @EmbeddedId
    Key key;

    @Column(name = "joined_at", nullable = false, updatable = false)
    Instant joinedAt;

    protected MemberEntity() {}

    MemberEntity(Key key, Instant joinedAt) {
        this.key = key;
        this.joinedAt = joinedAt;
    }

    @Embeddable
    static class Key implements Serializable {

        private static final long serialVersionUID = 1L;

        @Column(length = 128)
        String room;

        @Column(name = "user_id", length = 128)
        String user;

        protected Key() {}

        Key(String room, String user) {
            this.room = room;
            this.user = user;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && room.equals(that.room) && user.equals(that.user);
        }

        @Override
        public int hashCode() {
            return Objects.hash(room, user);
        }
    }
}
