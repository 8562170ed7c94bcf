package io.herald.access;

import io.herald.event.Names;
import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** By token alone: a room without a row is private and open, so whoever may join it may send in it, and publishers always may. */
@ApplicationScoped
@DefaultBean
class ClaimRoomPolicy implements RoomPolicy {
    @Override
    public Uni<Boolean> mayJoin(Caller caller, String room) {
        return Uni.createFrom().item(joins(caller, room));
    }

    @Override
    public Uni<Boolean> maySend(Caller caller, String room) {
        return Uni.createFrom()
                .item(!Names.isServiceRoom(room)
                        && (caller.isPublisher()
                                || joins(caller, room)
                                || caller.send().matches(room)));
    }

    private static boolean joins(Caller caller, String room) {
        return caller.join().matches(room);
    }
}
