package io.herald.ws.command;

import io.herald.json.RawJson;
import io.smallrye.mutiny.Uni;

/** Executes the commands of all connections. */
public interface Commands {

    /**
     * Executes a command. Called on the loop of its connection; must not block.
     *
     * @return the data of the acknowledgement. Fails with a {@link io.herald.problem.ProblemException}, or throws one.
     */
    Uni<RawJson> answer(CommandContext commandContext);

    /** Releases what commands hold for a connection. Called on its loop, once it is closed. */
    void closed(ClientConnection socket);
}
