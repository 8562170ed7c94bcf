package io.herald.ws;

import io.herald.json.RawJson;
import io.herald.limits.RateLimiter;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.ws.command.CommandContext;
import io.herald.ws.command.CommandRequest;
import io.herald.ws.protocol.SocketCloseStatus;
import io.herald.ws.protocol.Subprotocol;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Executes the commands of one socket sequentially, in the order of arrival, although handlers are asynchronous. Sends one
 * answer for each, and none before {@link #start}. Then it rejects requests that are invalid or exceed the message rate at
 * once, ahead of the queue. Stops reading from the socket while too many commands are waiting. Confined to the socket's loop.
 */
final class CommandQueue {

    private static final int MAX_PENDING = 64;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final CommandSocket socket;
    private final SocketServices services;
    private @Nullable RateLimiter rate;
    private final FloodDetector flood = new FloodDetector();
    private final ArrayDeque<CommandRequest> waiting = new ArrayDeque<>(0);
    private boolean started;
    private boolean busy;
    private @Nullable Runnable onDrained;
    private long receivedCount;

    CommandQueue(CommandSocket socket, SocketServices services) {
        this.socket = socket;
        this.services = services;
    }

    /**
     * Starts to answer commands. Called once the socket has its subscription, which commands use, and has sent `ready`. The
     * answers begin in a later turn of the loop, because `reset` may follow `ready` in this one.
     */
    void start() {
        socket.loop().execute(() -> {
            started = true;
            next();
        });
    }

    long receivedCount() {
        return receivedCount;
    }

    void receive(boolean isText, byte[] message) {
        receivedCount++;
        boolean isTooFast = !rate().tryAcquire();
        if (isTooFast && flood.exceeded(System.nanoTime())) {
            socket.close(SocketCloseStatus.FLOOD);
            return;
        }
        CommandRequest read = read(isText, message);
        CommandRequest commandRequest = isTooFast ? read.rejected(Problem.rateLimited(RETRY_AFTER)) : read;
        if (started && commandRequest.problem() != null) {
            fail(commandRequest, commandRequest.problem());
        } else {
            waiting.add(commandRequest);
            if (waiting.size() >= MAX_PENDING) {
                socket.pause(true);
            }
            next();
        }
    }

    /** Creates the limiter with the first message, because most clients send none. */
    private RateLimiter rate() {
        if (rate == null) {
            rate = services.messageRates().get();
        }
        return rate;
    }

    private CommandRequest read(boolean isText, byte[] message) {
        Subprotocol subprotocol = socket.subprotocol();
        if (isText != subprotocol.isText()) {
            return CommandRequest.unreadable(Problem.malformed("Send " + (isText ? "binary" : "text")
                    + " frames: the subprotocol is " + subprotocol.subprotocol + "."));
        }
        try {
            return services.reader().read(subprotocol.read(message));
        } catch (ProblemException malformed) {
            return CommandRequest.unreadable(malformed.problem());
        }
    }

    /** Stops reading, executes and answers the commands received so far, and then runs the callback. */
    void finish(Runnable then) {
        onDrained = then;
        socket.pause(true);
        next();
    }

    private void next() {
        while (started && !busy && socket.isOpen() && !waiting.isEmpty()) {
            CommandRequest commandRequest = waiting.poll();
            if (waiting.size() == MAX_PENDING / 2 && onDrained == null) {
                socket.pause(false);
            }
            if (commandRequest.problem() != null) {
                fail(commandRequest, commandRequest.problem());
            } else {
                execute(commandRequest);
            }
        }
        if (onDrained != null && !busy && waiting.isEmpty()) {
            onDrained.run();
        }
    }

    private void execute(CommandRequest commandRequest) {
        busy = true;
        answer(commandRequest)
                .subscribe()
                .with(
                        data -> onLoop(() -> answered(ServerMessages.ack(commandRequest.id(), data))),
                        failure -> onLoop(() -> answered(ServerMessages.error(commandRequest.id(), problem(failure)))));
    }

    private Uni<RawJson> answer(CommandRequest commandRequest) {
        try {
            return services.commands()
                    .answer(new CommandContext(
                            socket, commandRequest, services.config().dedupe()));
        } catch (RuntimeException failure) {
            return Uni.createFrom().failure(failure);
        }
    }

    private void onLoop(Runnable action) {
        if (socket.loop().inEventLoop()) {
            action.run();
        } else {
            socket.loop().execute(action);
        }
    }

    private void answered(byte[] answer) {
        busy = false;
        if (socket.isOpen()) {
            socket.send(answer);
            // A direct call would deepen the stack with each command that completes synchronously.
            socket.loop().execute(this::next);
        }
    }

    private void fail(CommandRequest commandRequest, Problem problem) {
        socket.send(ServerMessages.error(commandRequest.id(), problem));
    }

    private Problem problem(Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        services.failures().failed("socket.command.failed", failure);
        return Problem.unavailable("Internal error. Retry the command.", RETRY_AFTER);
    }
}
