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
public class CommandHandlers implements Commands {

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
        register(Command.Join.class, rooms::join);
        register(Command.Leave.class, rooms::leave);
        register(Command.MyRooms.class, rooms::list);
        register(Command.ReadHistory.class, rooms::history);
        register(Command.Send.class, messages::send);
        register(Command.Emit.class, messages::emit);
        register(Command.Change.class, messages::change);
        register(Command.Typing.class, typing::answer);
        register(Command.Members.class, presence::members);
        register(Command.UpdatePresence.class, presence::update);
        register(Command.Mark.class, inbox::mark);
        register(Command.Refresh.class, tokens::refresh);
        register(Command.SetVisible.class, presence::setVisible);
        // Needs no handler: each received frame already counts as a sign of life.
        register(Command.Heartbeat.class, (commandContext, heartbeat) -> CommandContext.emptyAnswer());
    }

    private <C extends Command> void register(Class<C> type, BiFunction<CommandContext, C, Uni<RawJson>> handler) {
        handlers.put(type, (commandContext, command) -> handler.apply(commandContext, type.cast(command)));
    }

    Set<Class<? extends Command>> handled() {
        return handlers.keySet();
    }

    @Override
    public Uni<RawJson> answer(CommandContext commandContext) {
        Command command = commandContext.commandRequest().command();
        return handlers.get(command.getClass()).apply(commandContext, command);
    }

    @Override
    public void closed(ClientConnection socket) {
        typing.connectionClosed(socket);
    }
}
