package io.herald.rooms;

import io.herald.database.PermanentDatabaseError;
import io.herald.event.Channel;
import io.herald.event.CursorFormat;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.json.RawJson;
import io.herald.log.EventLog;
import io.herald.log.KeptMessageReader;
import io.herald.log.Revision;
import io.herald.log.WorkHandler;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Stores the messages of rooms that keep them in PostgreSQL, and reads them from there. */
@ApplicationScoped
class KeptMessageProjection implements KeptMessageReader, WorkHandler {

    private static final Logger LOG = Logger.getLogger(KeptMessageProjection.class);

    private final RoomDirectory roomDirectory;
    private final KeptMessageStore store;
    private final EventLog log;
    private final CursorFormat format;

    KeptMessageProjection(RoomDirectory roomDirectory, KeptMessageStore store, EventLog log) {
        this.roomDirectory = roomDirectory;
        this.store = store;
        this.log = log;
        this.format = new CursorFormat(log.partitions());
    }

    @Override
    public Uni<Boolean> keepsMessages(Channel channel) {
        if (!channel.isRoom()) {
            return Uni.createFrom().item(false);
        }
        return roomDirectory.room(channel.name()).map(settings -> settings.keep() != null);
    }

    @Override
    public Uni<List<Event>> page(Channel channel, EventId after, EventId before, boolean newestFirst, int limit) {
        int partition = log.partitionOf(channel);
        return store.page(channel.name(), after, before, newestFirst, limit)
                .map(found ->
                        found.stream().map(message -> message.event(partition)).toList());
    }

    @Override
    public Uni<@Nullable Event> find(Channel channel, EventId id) {
        EventId just = new EventId(id.ms(), id.seq() + 1);
        return page(channel, EventId.ZERO, just, true, 1)
                .map(found -> found.stream()
                        .filter(event -> event.id().equals(id))
                        .findFirst()
                        .orElse(null));
    }

    @Override
    public Uni<Void> revise(Channel channel, EventId id, EventId by, @Nullable RawJson content) {
        return store.revise(List.of(new KeptRevision(channel.name(), id, by, content)))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.debugf("room.revision.deferred reason=\"%s\"", failure.getMessage());
                    return null;
                });
    }

    @Override
    public boolean accepts(Event work) {
        return work.name().equals(Revision.MESSAGE) || Revision.isRevision(work.name());
    }

    /**
     * Stores messages and revisions in any order: another instance may still process the message of a revision, or may already
     * have stored the revision of a message.
     */
    @Override
    public Uni<Void> handle(List<Event> work) {
        return Uni.createFrom()
                .deferred(() -> store(work))
                .onFailure(failure -> !(failure instanceof ProblemException))
                .transform(PermanentDatabaseError::of);
    }

    private Uni<Void> store(List<Event> work) {
        List<KeptMessage> messages = work.stream()
                .filter(event -> event.name().equals(Revision.MESSAGE))
                .map(KeptMessage::of)
                .toList();
        List<KeptRevision> changes = work.stream()
                .filter(event -> Revision.isRevision(event.name()))
                .map(event -> KeptRevision.of(event, format))
                .toList();
        return store.keep(messages).chain(() -> store.revise(changes));
    }
}
