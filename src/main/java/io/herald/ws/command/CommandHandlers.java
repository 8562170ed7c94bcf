package io.herald.ws.command;

import io.herald.json.RawJson;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Dispatches each command to its handler. */
@ApplicationScoped
public class CommandHandlers {

    private final Map<Class<? extends Command>, BiFunction<CommandContext, Command, Uni<RawJson>>> handlers =
            new HashMap<>();
    private final TypingCommands typing;

    CommandHandlers(
            RoomCommands rooms,
            MessageCommands messages,
            TypingCommands typing,
            PresenceCommands presence,
            InboxCommands inbox,
            SessionCommands tokens) {
        this.typing = typing;
        on(Command.Join.class, rooms::join);
        on(Command.Leave.class, rooms::leave);
        on(Command.MyRooms.class, rooms::mine);
        on(Command.ReadHistory.class, rooms::history);
        on(Command.Send.class, messages::send);
        on(Command.Emit.class, messages::emit);
        on(Command.Change.class, messages::change);
        on(Command.Typing.class, typing::answer);
        on(Command.Members.class, presence::members);
        on(Command.UpdatePresence.class, presence::update);
        on(Command.Mark.class, inbox::mark);
        on(Command.Refresh.class, tokens::refresh);
        // Needs no handler: each received frame already counts as a sign of life.
        on(Command.Heartbeat.class, (commandContext, heartbeat) -> CommandContext.done());
    }

    private <C extends Command> void on(Class<C> type, BiFunction<CommandContext, C, Uni<RawJson>> handler) {
        handlers.put(type, (commandContext, command) -> handler.apply(commandContext, type.cast(command)));
    }

    Set<Class<? extends Command>> handled() {
        return handlers.keySet();
    }

    /** Returns the data of the acknowledgement. Fails with a {@link io.herald.problem.ProblemException}, or throws one. */
    public Uni<RawJson> answer(CommandContext commandContext) {
        Command command = commandContext.commandRequest().command();
        return handlers.get(command.getClass()).apply(commandContext, command);
    }

    /** Releases what handlers hold for a connection. Called on its loop, once it is closed. */
    public void closed(ClientConnection socket) {
        typing.gone(socket);
    }
}
