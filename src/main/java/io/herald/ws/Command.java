package io.herald.ws;

import io.herald.hub.filters.Where;
import io.herald.hub.transport.Start;
import io.herald.inbox.Become;
import io.herald.json.RawJson;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** What a client can ask for. What is wrong with its form has been refused before there is one. */
sealed interface Command {

    /** The data of the acknowledgement; fails with a {@link io.herald.problem.ProblemException}. */
    Uni<RawJson> answeredBy(Turn turn);

    record Join(String room, Start start, @Nullable Where where) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().rooms().join(turn, this);
        }
    }

    record Leave(String room) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().rooms().leave(turn, this);
        }
    }

    record MyRooms() implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().rooms().mine(turn);
        }
    }

    record ReadHistory(String room, @Nullable String before, int limit) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().rooms().history(turn, this);
        }
    }

    /** @param data what the others get: as it was sent, with whatever else the client put into it */
    record Send(String room, RawJson data, boolean echo) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().messages().send(turn, this);
        }
    }

    /** @param content null to take the message's content away */
    record Change(String room, String id, @Nullable RawJson content) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().messages().change(turn, this);
        }
    }

    record Emit(
            String room,
            String event,
            RawJson data,
            boolean ephemeral,
            @Nullable String conflate) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().messages().emit(turn, this);
        }
    }

    record Typing(String room, boolean started) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().typing().answer(turn, this);
        }
    }

    record Members(String room) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().presence().members(turn, this);
        }
    }

    record UpdatePresence(@Nullable String room, RawJson state) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().presence().update(turn, this);
        }
    }

    /** @param upTo whether all notifications up to this one are meant, and with it */
    record Mark(String notification, boolean upTo, Become become) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().inbox().mark(turn, this);
        }
    }

    record Heartbeat() implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return Turn.done();
        }
    }

    record Refresh(String token) implements Command {
        @Override
        public Uni<RawJson> answeredBy(Turn turn) {
            return turn.desk().tokens().refresh(turn, this);
        }

        /** A token must not reach a log by way of a message. */
        @Override
        public String toString() {
            return "Refresh";
        }
    }
}
