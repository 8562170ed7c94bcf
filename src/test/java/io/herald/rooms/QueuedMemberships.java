package io.herald.rooms;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Set;

/** A store in which no room has settings of its own. A test answers the questions about memberships, in any order. */
final class QueuedMemberships implements MembershipSource {

    final ArrayDeque<UniEmitter<? super Set<String>>> questions = new ArrayDeque<>();

    @Override
    public Uni<RoomSettings> room(String name) {
        return Uni.createFrom().item(RoomSettings.USUAL);
    }

    @Override
    public Uni<Set<String>> roomsOf(String user) {
        return Uni.createFrom().emitter(question -> questions.add(question));
    }
}
