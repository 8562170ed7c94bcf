package io.herald.bench;

import java.util.Map;

/** The events of hooks in the database of the service. */
final class HookRows extends DatabaseRows {

    private static final String STAGE = """
        INSERT INTO hook_staged (type, subject, data)
        SELECT 'notification.read', 'user:user-' || n % ?, hook_notification('user-' || n % ?, gen_random_uuid())
        FROM generate_series(1, ?) AS n ORDER BY n\
        """;

    HookRows(Map<String, String> settings) {
        super(settings);
    }

    /** Removes the events of earlier phases. */
    void clear() {
        run("TRUNCATE hook_event, hook_staged");
    }

    /** Removes the hooks, so that later scenarios record no events. */
    void removeHooks() {
        clear();
        run("DELETE FROM hook");
    }

    /** Records events about users in one transaction, as the trigger of the inbox does. */
    void stage(int count, int users) {
        run(STAGE, users, users, count);
    }
}
