package io.herald.inbox.preferences;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The stored preferences of a user. The copy in Redis, next to the user's channel, is derived from this row. */
@Entity
@Table(name = "inbox_preference")
class StoredPreference {

    @Id
    @Column(name = "user_id", length = 128)
    String user;

    @Column(nullable = false)
    String preferences;

    /** The muted categories. SQL functions read them when they create the items of broadcasts. */
    @Column(nullable = false)
    String[] muted;

    protected StoredPreference() {}

    StoredPreference(String user, String preferences, String[] muted) {
        this.user = user;
        this.preferences = preferences;
        this.muted = muted;
    }
}
