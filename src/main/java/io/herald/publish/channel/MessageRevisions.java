package io.herald.publish.channel;

import io.herald.access.Caller;
import io.herald.event.Channel;
import io.herald.event.Cursor;
import io.herald.event.CursorFormat;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.event.EventAttributes;
import io.herald.event.EventId;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.log.EventLog;
import io.herald.log.IdempotentAppends;
import io.herald.log.KeptMessageReader;
import io.herald.log.Revision;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.publish.TimeBudget;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Edits and deletes messages. An edit or a deletion is an event of its own. The log merges the last revision with the message
 * wherever the message is read, so of two concurrent revisions the later one wins on every instance.
 */
@ApplicationScoped
public class MessageRevisions {

    public static final String EVENT = Revision.MESSAGE;

    private final EventLog log;
    private final KeptMessageReader kept;
    private final IdempotentAppends appendRecords;
    private final ChannelSender sender;
    private final CursorFormat format;

    MessageRevisions(EventLog log, KeptMessageReader kept, IdempotentAppends appendRecords, ChannelSender sender) {
        this.log = log;
        this.kept = kept;
        this.appendRecords = appendRecords;
        this.sender = sender;
        this.format = new CursorFormat(log.partitions());
    }

    /**
     * Edits or deletes a message, within the time budget of one publish call. Fails with 404 if the message is no longer stored
     * or an edit concerns a deleted message, and with 403 if it is another user's.
     *
     * @param content null to delete it
     * @param timeBudget what the {@linkplain SendAuthorizer check} of the room policy has left
     * @return the id of the revision's event
     */
    public Uni<@Nullable String> change(
            Channel room,
            String id,
            @Nullable RawJson content,
            Caller caller,
            @Nullable CommandIdempotencyKey commandKey,
            TimeBudget timeBudget) {
        EventId message = position(room, id);
        return find(room, message, timeBudget)
                .invoke(found -> check(found.event(), content, caller))
                .chain(found -> sender.send(revisionRequest(room, id, content, caller, commandKey), timeBudget)
                        .call(revision -> revise(room, message, position(room, revision), content, found, timeBudget)))
                .onFailure(MessageRevisions::isNotFound)
                .recoverWithUni(failure -> findFirstAnswer(room, commandKey, failure, timeBudget));
    }

    /**
     * Revises the kept message immediately. The projection revises it too, so a failure loses nothing. For a message that the log
     * holds, readers find the revision in the log, and the response does not wait. A message beyond the log is read from
     * the database only. The response then waits for the database, so that the caller reads its own change.
     */
    private Uni<Void> revise(
            Channel room, EventId message, EventId by, @Nullable RawJson content, Found found, TimeBudget timeBudget) {
        Uni<Void> revised = kept.revise(room, message, by, content);
        if (found.inLog()) {
            revised.subscribe().with(done -> {}, failure -> {});
            return Uni.createFrom().voidItem();
        }
        return timeBudget.limitWithTimer(revised).onFailure().recoverWithNull();
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ProblemException known && known.problem().status() == 404;
    }

    /**
     * Returns the first answer to a repeated change whose message is no longer found: it may have been deleted after the
     * change.
     */
    private Uni<String> findFirstAnswer(
            Channel room, @Nullable CommandIdempotencyKey commandKey, Throwable failure, TimeBudget timeBudget) {
        Uni<String> none = Uni.createFrom().failure(failure);
        return commandKey == null
                ? none
                : timeBudget
                        .limit(appendRecords.find(room, commandKey.once()))
                        .map(id -> id == null ? null : format.formatId(log.partitionOf(room), id))
                        .onItem()
                        .ifNull()
                        .switchTo(none);
    }

    private EventId position(Channel room, String id) {
        Cursor cursor = format.parse(id);
        EventId position = cursor == null ? null : cursor.positionIn(log.partitionOf(room));
        if (position == null) {
            throw Problem.invalid("data.id", "must be the id of a message").asException();
        }
        return position;
    }

    private Uni<Found> find(Channel room, EventId id, TimeBudget timeBudget) {
        return timeBudget
                .limit(findInLog(room, id))
                .chain(event -> event == null
                        ? timeBudget.limitWithTimer(findKept(room, id)).map(kept -> Found.of(kept, false))
                        : Uni.createFrom().item(Found.of(event, true)));
    }

    private Uni<@Nullable Event> findKept(Channel room, EventId id) {
        return kept.keepsMessages(room)
                .chain(keeps -> keeps ? kept.find(room, id) : Uni.createFrom().nullItem());
    }

    /** @param inLog whether the log holds the message; otherwise only the database does */
    private record Found(Event event, boolean inLog) {

        static Found of(@Nullable Event event, boolean inLog) {
            if (event == null) {
                throw Problem.notFound("The message does not exist, or is no longer available.")
                        .asException();
            }
            return new Found(event, inLog);
        }
    }

    /** Returns the message from the log; null if the log does not hold it. */
    private Uni<@Nullable Event> findInLog(Channel room, EventId id) {
        return log.history(room, id.predecessor(), false, 1)
                .map(found -> found.stream()
                        .filter(event -> event.id().equals(id))
                        .filter(event -> event.name().equals(Revision.MESSAGE))
                        .findFirst()
                        .orElse(null));
    }

    private static void check(Event message, @Nullable RawJson content, Caller caller) {
        if (!Envelope.from(message.body()).equals(caller.id()) && !caller.isAdmin()) {
            throw Problem.forbidden("Only the sender or an administrator may change the message.")
                    .asException();
        }
        if (content != null && Revision.content(message.body()) == null) {
            throw Problem.notFound("The message was deleted.").asException();
        }
    }

    private static ChannelEventRequest revisionRequest(
            Channel room,
            String id,
            @Nullable RawJson content,
            Caller caller,
            @Nullable CommandIdempotencyKey commandKey) {
        RawJson data = new JsonWriter()
                .object()
                .field("id", id)
                .field("content", content)
                .endObject()
                .raw();
        String event = content == null ? Revision.DELETED : Revision.EDITED;
        return new ChannelEventRequest(
                room,
                event,
                data,
                new EventAttributes(false, null, EventAttributes.NEVER, id),
                caller.id(),
                commandKey);
    }
}
