package io.herald.rooms;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Set;

/** A store without room settings. A test answers the queries for memberships, in any order. */
final class SteppedMembershipSource implements MembershipSource {

    final ArrayDeque<UniEmitter<? super Set<String>>> queries = new ArrayDeque<>();

    @Override
    public Uni<RoomSettings> room(String name) {
        return Uni.createFrom().item(RoomSettings.USUAL);
    }

    @Override
    public Uni<Set<String>> roomsOf(String user) {
        return Uni.createFrom().emitter(query -> queries.add(query));
    }
}
