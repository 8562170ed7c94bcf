package io.herald.hub;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
import io.herald.event.Channel;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A policy whose memberships a test sets. If it is slow, it answers when the test completes {@link #answers}. */
final class SettableRoomPolicy implements RoomPolicy {

    private final Map<Channel, Long> counts = new HashMap<>();
    final ArrayDeque<UniEmitter<? super Set<String>>> answers = new ArrayDeque<>();
    Set<String> memberships = Set.of();

    /** The rooms that everybody may join. */
    Set<String> open = Set.of();

    boolean isSlow;

    /** Changes the memberships of a user, which outdates earlier decisions. */
    void change(String user, Set<String> now) {
        memberships = now;
        count(Channel.user(user));
    }

    void count(Channel channel) {
        counts.merge(channel, 1L, Long::sum);
    }

    @Override
    public long changeCount(Channel channel) {
        return counts.getOrDefault(channel, 0L);
    }

    @Override
    public Uni<Boolean> mayJoin(Caller caller, String room) {
        return Uni.createFrom().item(memberships.contains(room) || open.contains(room));
    }

    @Override
    public Uni<Boolean> maySend(Caller caller, String room) {
        return Uni.createFrom().item(false);
    }

    @Override
    public Uni<Set<String>> followedRooms(Caller caller) {
        return isSlow
                ? Uni.createFrom().emitter(answer -> answers.add(answer))
                : Uni.createFrom().item(memberships);
    }
}
