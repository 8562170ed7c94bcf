package io.herald.rooms;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** REST resource for rooms. Administrators manage rooms and members; callers who may join a room read its settings. */
@Path("/api/v1/rooms")
@Tag(name = "Rooms")
@Produces(MediaType.APPLICATION_JSON)
class RoomResource {

    private static final Logger LOG = Logger.getLogger("io.herald.audit");

    private final RoomStore store;
    private final DirectoryRoomPolicy policy;
    private final RoomChangePublisher news;
    private final RequestBodies bodies;

    RoomResource(RoomStore store, DirectoryRoomPolicy policy, RoomChangePublisher news, RequestBodies bodies) {
        this.store = store;
        this.policy = policy;
        this.news = news;
        this.bodies = bodies;
    }

    @GET
    @Operation(operationId = "rooms", summary = "List the rooms that the caller may join, by name")
    @APIResponse(responseCode = "200", ref = "RoomPage")
    public Uni<byte[]> list(
            @RestQuery @Nullable String after, @RestQuery @Nullable String limit, @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        int most = RoomRequestReader.limit(limit);
        return store.list(RoomRequestReader.after(after), most + 1).chain(found -> {
            List<RoomEntity> page = found.subList(0, Math.min(most, found.size()));
            String next = found.size() > most ? page.get(page.size() - 1).name : null;
            return Multi.createFrom()
                    .iterable(page)
                    .select()
                    .when(room -> policy.mayJoin(caller, room.name))
                    .collect()
                    .asList()
                    .map(rooms -> RoomJson.rooms(rooms, next));
        });
    }

    @GET
    @Path("/{room}")
    @Operation(operationId = "room", summary = "Read the settings of a room")
    @APIResponse(responseCode = "200", ref = "Room")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<byte[]> get(@RestPath String room, @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        return policy.mayJoin(caller, RoomRequestReader.name("room", room)).chain(may -> {
            if (!may) {
                throw Problem.forbidden("You may not join this room.").asException();
            }
            return store.find(room).map(found -> {
                if (found == null) {
                    throw Problem.notFound("The room has no settings: it is private and open.")
                            .asException();
                }
                return RoomJson.room(room, found.settings());
            });
        });
    }

    @PUT
    @Path("/{room}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "putRoom",
            summary = "Create a room or replace its settings",
            description = "A setting that is left out gets its default.")
    @RequestBody(ref = "RoomSettings")
    @APIResponse(responseCode = "200", ref = "Room")
    @APIResponse(responseCode = "201", ref = "RoomCreated")
    public Uni<RestResponse<byte[]>> put(@RestPath String room, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        String name = RoomRequestReader.name("room", room);
        return bodies.use(routing, body -> put(name, RoomRequestReader.settings(body), admin));
    }

    private Uni<RestResponse<byte[]>> put(String room, RoomSettings settings, Caller admin) {
        return store.put(room, settings)
                .call(() -> news.publishRoomChange(room))
                .invoke(() ->
                        LOG.infof("room.saved room=%s settings=\"%s\" by=%s", room, settings.toText(), admin.id()))
                .map(isNew -> RestResponse.ResponseBuilder.create(
                                isNew ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                                RoomJson.room(room, settings))
                        .type(MediaType.APPLICATION_JSON)
                        .build());
    }

    @DELETE
    @Path("/{room}")
    @Produces(MediaType.WILDCARD)
    @Operation(operationId = "deleteRoom", summary = "Delete a room and its memberships")
    @APIResponse(responseCode = "204", description = "The room is deleted. It is private and open, and has no members.")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<Void> delete(@RestPath String room, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        return store.delete(RoomRequestReader.name("room", room)).chain(members -> {
            if (members == null) {
                throw Problem.notFound().asException();
            }
            LOG.infof("room.deleted room=%s members=%d by=%s", room, members.size(), admin.id());
            return Multi.createFrom()
                    .iterable(members)
                    .onItem()
                    .transformToUniAndConcatenate(user -> news.publishMemberRemoved(room, user, admin.id()))
                    .collect()
                    .last()
                    .chain(() -> news.publishRoomChange(room));
        });
    }

    @GET
    @Path("/{room}/members")
    @Operation(operationId = "members", summary = "List the members of a room, by name")
    @APIResponse(responseCode = "200", ref = "MemberPage")
    public Uni<byte[]> members(
            @RestPath String room,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String limit,
            @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        int most = RoomRequestReader.limit(limit);
        return store.members(RoomRequestReader.name("room", room), RoomRequestReader.after(after), most + 1)
                .map(found -> RoomJson.members(found, most));
    }

    @PUT
    @Path("/{room}/members/{user}")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "addMember",
            summary = "Add a member to a room",
            description = "All connections of the member follow the room, and receive `room.added`.")
    @APIResponse(responseCode = "204", description = "The user is a member.")
    public Uni<Void> add(@RestPath String room, @RestPath String user, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        return store.add(RoomRequestReader.name("room", room), RoomRequestReader.name("user", user))
                .chain(isNew -> {
                    if (!isNew) {
                        return Uni.createFrom().voidItem();
                    }
                    LOG.infof("room.member.added room=%s user=%s by=%s", room, user, admin.id());
                    return news.publishMemberAdded(room, user, admin.id());
                });
    }

    @DELETE
    @Path("/{room}/members/{user}")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "removeMember",
            summary = "Remove a member from a room",
            description = "The user's connections stop following the room, unless their token or the room's visibility"
                    + " allows it.")
    @APIResponse(responseCode = "204", description = "The user is not a member.")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<Void> remove(@RestPath String room, @RestPath String user, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        return store.remove(RoomRequestReader.name("room", room), RoomRequestReader.name("user", user))
                .chain(was -> {
                    if (!was) {
                        throw Problem.notFound("The user is not a member of this room.")
                                .asException();
                    }
                    LOG.infof("room.member.removed room=%s user=%s by=%s", room, user, admin.id());
                    return news.publishMemberRemoved(room, user, admin.id());
                });
    }
}
