package io.herald.push.payload;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.herald.push.storage.PushDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Reads the content of notifications, and caches it: a notification to everyone is pushed many times. */
@ApplicationScoped
public class NotificationContents {

    private static final Logger LOG = Logger.getLogger(NotificationContents.class);
    private static final int CACHED = 200;

    private static final String CONTENT = "SELECT id, content FROM notification WHERE id = ANY ($1::uuid[])";

    private final PushDatabase database;
    private final Cache<UUID, PushContent> cache =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    NotificationContents(PushDatabase database) {
        this.database = database;
    }

    /** Returns the contents by notification. A notification that does not exist any more, or that is unreadable, is absent. */
    public Uni<Map<UUID, PushContent>> find(Collection<UUID> notifications) {
        Map<UUID, PushContent> found = new HashMap<>(cache.getAllPresent(notifications));
        UUID[] missing = notifications.stream()
                .distinct()
                .filter(id -> !found.containsKey(id))
                .toArray(UUID[]::new);
        if (missing.length == 0) {
            return Uni.createFrom().item(found);
        }
        return database.run(CONTENT, Tuple.tuple().addArrayOfUUID(missing)).map(rows -> {
            for (Row row : rows) {
                read(row.getUUID(0), row.getString(1), found);
            }
            return found;
        });
    }

    /** One that fails must not stop the others, which have been claimed with it. */
    private void read(UUID id, String json, Map<UUID, PushContent> found) {
        try {
            PushContent content = PushContent.parse(json);
            cache.put(id, content);
            found.put(id, content);
        } catch (RuntimeException unreadable) {
            LOG.errorf(unreadable, "push.notification.unreadable notification=%s", id);
        }
    }
}
