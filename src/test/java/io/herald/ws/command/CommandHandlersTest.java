package io.herald.ws.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandHandlersTest {

    @Test
    void every_command_has_a_handler() {
        CommandHandlers commandHandlers = new CommandHandlers(
                new RoomCommands(null, null, null, null, null, null, null),
                new MessageCommands(null, null, null),
                new TypingCommands(null, null),
                new PresenceCommands(null, null, null),
                new InboxCommands(null),
                new SessionCommands(null, null));
        assertEquals(Set.of(Command.class.getPermittedSubclasses()), commandHandlers.handled());
    }
}
