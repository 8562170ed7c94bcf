package io.herald.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What a user wants to be held back; the copy beside the user's channel follows it. */
@Entity
@Table(name = "inbox_preference")
class StoredPreference {

    @Id
    @Column(name = "user_id", length = 128)
    String user;

    @Column(nullable = false)
    String preferences;

    /** For the database, which makes items of broadcasts. */
    @Column(nullable = false)
    String[] muted;

    protected StoredPreference() {}

    StoredPreference(String user, String preferences, String[] muted) {
        this.user = user;
        this.preferences = preferences;
        this.muted = muted;
    }
}
