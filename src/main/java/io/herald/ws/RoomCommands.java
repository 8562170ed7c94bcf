package io.herald.ws;

import io.herald.event.Channel;
import io.herald.hub.Subscription;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.publish.History;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;

/** Joining and leaving rooms, and looking back in them. */
@ApplicationScoped
class RoomCommands {

    private final Rights rights;
    private final History history;
    private final SocketLog log;

    RoomCommands(Rights rights, History history, SocketLog log) {
        this.rights = rights;
        this.history = history;
        this.log = log;
    }

    Uni<RawJson> join(Turn turn, Command.Join join) {
        return rights.join(turn.caller(), join.room()).chain(allowed -> follow(turn, join));
    }

    /** The answer comes behind the last replayed event. */
    private Uni<RawJson> follow(Turn turn, Command.Join join) {
        return Uni.createFrom()
                .emitter(answer -> turn.onLoop(() -> {
                    Channel channel = Channel.room(join.room());
                    Subscription subscription = turn.socket().subscription();
                    subscription.follow(channel, join.start(), join.where(), followed(turn, join, answer));
                }));
    }

    private Subscription.Followed followed(Turn turn, Command.Join join, UniEmitter<? super RawJson> answer) {
        return new Subscription.Followed() {
            @Override
            public void arrived() {
                log.joined(turn.socket(), join.room());
                answer.complete(new JsonWriter()
                        .object()
                        .name("users")
                        .array()
                        .endArray()
                        .endObject()
                        .raw());
            }

            @Override
            public void failed(Throwable reason) {
                answer.fail(reason);
            }
        };
    }

    Uni<RawJson> leave(Turn turn, Command.Leave leave) {
        Channel channel = Channel.room(leave.room());
        if (turn.socket().subscription().following().contains(channel)) {
            turn.socket().subscription().unfollow(channel);
            log.left(turn.socket(), leave.room());
        }
        return Turn.done();
    }

    Uni<RawJson> mine(Turn turn) {
        JsonWriter rooms = new JsonWriter().object().name("rooms").array();
        turn.socket().rooms().forEach(rooms::value);
        return Uni.createFrom().item(rooms.endArray().endObject().raw());
    }

    Uni<RawJson> history(Turn turn, Command.ReadHistory asked) {
        return rights.join(turn.caller(), asked.room())
                .chain(allowed -> history.page(Channel.room(asked.room()), asked.before(), null, asked.limit()))
                .map(page -> StrictJson.trusted(page, 0, page.length));
    }
}
