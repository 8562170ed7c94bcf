package io.herald.publish;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventId;
import io.herald.event.Traits;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.log.EventLog;
import io.herald.log.KeptMessages;
import io.herald.log.Remembered;
import io.herald.log.Revision;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Edits and deletes messages. An edit or a deletion is an event of its own. The log merges the last one with the message
 * wherever that is read, so of two at the same time the later one wins on every instance.
 */
@ApplicationScoped
public class Messages {

    public static final String EVENT = Revision.MESSAGE;

    private static final long LAST_SEQUENCE = 999_999_999_999_999L;

    private final EventLog log;
    private final KeptMessages kept;
    private final Remembered remembered;
    private final ChannelSender sender;
    private final CursorFormat format;

    Messages(EventLog log, KeptMessages kept, Remembered remembered, ChannelSender sender) {
        this.log = log;
        this.kept = kept;
        this.remembered = remembered;
        this.sender = sender;
        this.format = new CursorFormat(log.partitions());
    }

    /**
     * Fails with 404 where the message is not held any more or was deleted, with 403 where it is somebody else's.
     *
     * @param content null to delete it
     * @return the id of the event that tells of it
     */
    public Uni<@Nullable String> change(
            Channel room, String id, @Nullable RawJson content, Caller caller, @Nullable Repeat repeat) {
        EventId message = position(room, id);
        return found(room, message)
                .invoke(event -> check(event, content, caller))
                .chain(event -> sender.send(told(room, id, content, caller, repeat)))
                .call(told -> kept.revise(room, message, position(room, told), content))
                .onFailure(Messages::isNotFound)
                .recoverWithUni(gone -> firstOf(room, repeat, gone));
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ProblemException known && known.problem().status() == 404;
    }

    /** It was changed, and deleted afterwards; who has not heard of the first and asks again gets that answer still. */
    private Uni<String> firstOf(Channel room, @Nullable Repeat repeat, Throwable gone) {
        Uni<String> none = Uni.createFrom().failure(gone);
        return repeat == null
                ? none
                : remembered
                        .find(room, repeat.once())
                        .map(id -> id == null ? null : format.id(log.partitionOf(room), id))
                        .onItem()
                        .ifNull()
                        .switchTo(none);
    }

    private EventId position(Channel room, String id) {
        Cursor cursor = format.parse(id);
        EventId position = cursor == null ? null : cursor.in(log.partitionOf(room));
        if (position == null) {
            throw Problem.invalid("data.id", "must be the id of a message").asException();
        }
        return position;
    }

    private Uni<Event> found(Channel room, EventId id) {
        return held(room, id)
                .chain(event -> event == null
                        ? beyondTheLog(room, id)
                        : Uni.createFrom().item(event))
                .onItem()
                .ifNull()
                .failWith(() ->
                        Problem.notFound("There is no such message (any more).").asException());
    }

    private Uni<@Nullable Event> beyondTheLog(Channel room, EventId id) {
        return kept.keeps(room)
                .chain(keeps -> keeps ? kept.find(room, id) : Uni.createFrom().nullItem());
    }

    /** Null where the log does not hold it. */
    private Uni<@Nullable Event> held(Channel room, EventId id) {
        EventId before = id.seq() > 0
                ? new EventId(id.ms(), id.seq() - 1)
                : new EventId(Math.max(0, id.ms() - 1), LAST_SEQUENCE);
        return log.history(room, before, false, 1)
                .map(found -> found.stream()
                        .filter(event -> event.id().equals(id))
                        .filter(event -> event.name().equals(Revision.MESSAGE))
                        .findFirst()
                        .orElse(null));
    }

    private static void check(Event message, @Nullable RawJson content, Caller caller) {
        if (!Envelope.from(message.body()).equals(caller.id()) && !caller.isAdmin()) {
            throw Problem.forbidden("The message is somebody else's.").asException();
        }
        if (content != null && Revision.content(message.body()) == null) {
            throw Problem.notFound("The message was deleted.").asException();
        }
    }

    private static Sending told(
            Channel room, String id, @Nullable RawJson content, Caller caller, @Nullable Repeat repeat) {
        RawJson data = new JsonWriter()
                .object()
                .field("id", id)
                .field("content", content)
                .endObject()
                .raw();
        String event = content == null ? Revision.DELETED : Revision.EDITED;
        return new Sending(room, event, data, new Traits(false, null, Traits.NEVER, id), caller.id(), repeat);
    }
}
