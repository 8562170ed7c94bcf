package io.herald.ws.command;

import io.herald.event.Channel;
import io.herald.hub.RoomAccessReview;
import io.herald.hub.transport.Subscription;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.limits.LimitType;
import io.herald.limits.Limits;
import io.herald.limits.LimitsConfig;
import io.herald.presence.PresenceQueries;
import io.herald.problem.Problem;
import io.herald.problem.ProblemException;
import io.herald.publish.channel.ChannelHistory;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Handles the commands that join, leave and list rooms, and that read the history of a room. */
@ApplicationScoped
class RoomCommands {

    private static final Logger LOG = Logger.getLogger(RoomCommands.class);

    private final CommandAuthorizer commandAuthorizer;
    private final RoomAccessReview review;
    private final ChannelHistory channelHistory;
    private final PresenceQueries presence;
    private final TypingCommands typing;
    private final Limits limits;
    private final LimitsConfig config;

    RoomCommands(
            CommandAuthorizer commandAuthorizer,
            RoomAccessReview review,
            ChannelHistory channelHistory,
            PresenceQueries presence,
            TypingCommands typing,
            Limits limits,
            LimitsConfig config) {
        this.limits = limits;
        this.config = config;
        this.commandAuthorizer = commandAuthorizer;
        this.review = review;
        this.channelHistory = channelHistory;
        this.presence = presence;
        this.typing = typing;
    }

    Uni<RawJson> join(CommandContext commandContext, Command.Join join) {
        BooleanSupplier outdated = review.outdated(commandContext.caller(), Set.of(join.room()));
        return commandAuthorizer
                .join(commandContext.caller(), join.room())
                .chain(allowed -> commandAuthorizer.followed(commandContext.caller()))
                .chain(own -> follow(commandContext, join, own, outdated));
    }

    /**
     * Follows the room on the connection's loop. The answer is sent after the last replayed event.
     *
     * @param outdated whether the permission must be checked again: a review of the connections between the check and this call
     *     did not cover the room
     */
    private Uni<RawJson> follow(
            CommandContext commandContext, Command.Join join, Set<String> own, BooleanSupplier outdated) {
        return EventLoopUni.on(commandContext.socket().loop(), answer -> {
            Channel channel = Channel.room(join.room());
            Subscription subscription = commandContext.socket().subscription();
            if (outdated.getAsBoolean()) {
                join(commandContext, join).subscribe().with(answer::complete, answer::fail);
            } else if (isWithinLimit(commandContext.socket(), join.room(), own)) {
                subscription.follow(
                        channel,
                        join.startPosition(),
                        join.eventFilter(),
                        followed(commandContext, join, outdated, answer));
            } else {
                limits.countHit(LimitType.ROOMS_PER_CONNECTION);
                answer.fail(tooMany());
            }
        });
    }

    /** Rooms that the user is a member of do not count against the limit: the connection follows them without a join. */
    private boolean isWithinLimit(ClientConnection socket, String room, Set<String> own) {
        List<String> others =
                socket.rooms().stream().filter(one -> !own.contains(one)).toList();
        return own.contains(room) || others.contains(room) || others.size() < config.roomsPerConnection();
    }

    private ProblemException tooMany() {
        String message = "exceeds the limit of " + config.roomsPerConnection() + " rooms: leave another one first";
        return Problem.invalid("data.room", message).asException();
    }

    private Subscription.FollowListener followed(
            CommandContext commandContext,
            Command.Join join,
            BooleanSupplier outdated,
            UniEmitter<? super RawJson> answer) {
        return new Subscription.FollowListener() {
            @Override
            public void followed() {
                LOG.infof(
                        "socket.room.joined connection=%s user=%s room=%s",
                        commandContext.socket().connection(),
                        commandContext.caller().id(),
                        join.room());
                if (outdated.getAsBoolean()) {
                    review.reviewRoom(
                            commandContext.caller(), commandContext.socket().subscription(), join.room());
                }
                present(join.room()).subscribe().with(answer::complete, answer::fail);
            }

            @Override
            public void failed(Throwable reason) {
                answer.fail(reason);
            }
        };
    }

    /**
     * Returns the presence of the room, or an empty object if it cannot be read. Never fails: the room is already followed, and
     * an error would make the client join and replay it again.
     */
    private Uni<RawJson> present(String room) {
        return presence.presenceOfRoom(room).onFailure().recoverWithUni(failure -> {
            LOG.debugf("presence.read.failed room=%s reason=\"%s\"", room, failure.getMessage());
            return CommandContext.emptyAnswer();
        });
    }

    Uni<RawJson> leave(CommandContext commandContext, Command.Leave leave) {
        Channel channel = Channel.room(leave.room());
        if (commandContext.socket().subscription().following().contains(channel)) {
            commandContext.socket().subscription().leaveRoom(channel);
            typing.stop(commandContext.socket(), leave.room());
            LOG.infof(
                    "socket.room.left connection=%s user=%s room=%s",
                    commandContext.socket().connection(),
                    commandContext.caller().id(),
                    leave.room());
        }
        return CommandContext.emptyAnswer();
    }

    Uni<RawJson> list(CommandContext commandContext, Command.MyRooms asked) {
        JsonWriter rooms = new JsonWriter().object().name("rooms").array();
        commandContext.socket().rooms().forEach(rooms::value);
        return Uni.createFrom().item(rooms.endArray().endObject().raw());
    }

    Uni<RawJson> history(CommandContext commandContext, Command.ReadHistory asked) {
        return commandAuthorizer
                .join(commandContext.caller(), asked.room())
                .chain(allowed -> channelHistory.page(Channel.room(asked.room()), asked.before(), null, asked.limit()))
                .map(page -> StrictJson.trusted(page, 0, page.length));
    }
}
