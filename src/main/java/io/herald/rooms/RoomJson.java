package io.herald.rooms;

import io.herald.event.Envelope;
import io.herald.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes rooms and members as JSON responses. */
final class RoomJson {

    private RoomJson() {}

    static byte[] room(String name, RoomSettings settings) {
        return write(new JsonWriter(), name, settings).toBytes();
    }

    static byte[] rooms(List<RoomEntity> rooms, @Nullable String next) {
        JsonWriter json = new JsonWriter().object().name("rooms").array();
        rooms.forEach(room -> write(json, room.name, room.settings()));
        json.endArray();
        return json.field("next", next).endObject().toBytes();
    }

    static byte[] members(List<MemberEntity> members, int limit) {
        List<MemberEntity> shown = members.subList(0, Math.min(limit, members.size()));
        JsonWriter json = new JsonWriter().object().name("members").array();
        shown.forEach(member -> json.object()
                .field("user", member.key.user)
                .field("joinedAt", Envelope.time(member.joinedAt))
                .endObject());
        json.endArray();
        boolean more = members.size() > limit;
        return json.field("next", more ? shown.get(shown.size() - 1).key.user : null)
                .endObject()
                .toBytes();
    }

    private static JsonWriter write(JsonWriter json, String name, RoomSettings settings) {
        return json.object()
                .field("room", name)
                .field("visibility", settings.visibility())
                .field("kind", settings.kind())
                .field("keep", settings.keep())
                .endObject();
    }
}
