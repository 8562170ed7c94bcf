package io.herald.ws.command;

import io.herald.inbox.Inbox;
import io.herald.inbox.InboxChange;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Handles the commands that change the state of inbox items. They are idempotent, so they need no idempotency record. */
@ApplicationScoped
class InboxCommands {

    private final Inbox inbox;

    InboxCommands(Inbox inbox) {
        this.inbox = inbox;
    }

    Uni<RawJson> mark(CommandContext commandContext, Command.Mark mark) {
        String user = commandContext.caller().id();
        Uni<InboxChange> changed = mark.upTo()
                ? inbox.readUpTo(user, mark.notification())
                : inbox.change(user, mark.notification(), mark.itemTransition());
        return changed.map(now -> new JsonWriter()
                .object()
                .field("unread", now.unread())
                .field("version", now.version())
                .endObject()
                .raw());
    }
}
