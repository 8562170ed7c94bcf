package io.herald.hooks;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.herald.problem.Problem;
import io.herald.problem.Violation;
import io.herald.webhooks.Hook;
import io.herald.webhooks.HookEventType;
import io.herald.webhooks.HookRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** REST resource for the hooks and their events, for administrators. */
@Path("/api/v1/hooks")
@Tag(name = "Hooks")
@Produces(MediaType.APPLICATION_JSON)
class HookResource {

    private static final Logger LOG = Logger.getLogger("io.herald.audit");
    private static final int MAX_ID = 64;
    private static final int MAX_LIMIT = 200;

    private final HookRegistry registry;
    private final HookStore store;
    private final HookHistory history;
    private final RequestBodies bodies;

    HookResource(HookRegistry registry, HookStore store, HookHistory history, RequestBodies bodies) {
        this.registry = registry;
        this.store = store;
        this.history = history;
        this.bodies = bodies;
    }

    @GET
    @Operation(
            operationId = "hooks",
            summary = "List the configured hooks and their states",
            description = "Requires an administrator.")
    @APIResponse(responseCode = "200", ref = "Hooks")
    public Uni<byte[]> hooks(@Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return store.measure(registry.hooks().stream().map(Hook::name).toList()).map(this::json);
    }

    private byte[] json(List<HookStore.Measurement> measurements) {
        JsonWriter json = new JsonWriter().object().name("hooks").array();
        for (HookStore.Measurement measurement : measurements) {
            json.object()
                    .field("name", measurement.hook())
                    .field(
                            "state",
                            measurement.isDisabled() ? "disabled" : measurement.isFailing() ? "failing" : "active")
                    .name("events")
                    .array();
            registry.find(measurement.hook()).stream()
                    .flatMap(hook -> hook.types().stream())
                    .map(HookEventType::value)
                    .forEach(json::value);
            json.endArray()
                    .field("waiting", measurement.waiting())
                    .field("failed", measurement.failed())
                    .endObject();
        }
        return json.endArray().endObject().toBytes();
    }

    @GET
    @Path("/{name}/events")
    @Operation(
            operationId = "hookEvents",
            summary = "Read the kept events of a hook",
            description =
                    "Requires an administrator. Returns the oldest events first. Pass `next` as `after` to get the"
                            + " next page.")
    @APIResponse(responseCode = "200", ref = "HookEvents")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<byte[]> events(
            @RestPath String name,
            @RestQuery @Parameter(description = "The id of the event after which the page begins.") @Nullable
                    String after,
            @RestQuery @DefaultValue("50") String limit,
            @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        Hook hook = find(name);
        List<Violation> wrong = new ArrayList<>();
        Long position = after == null ? Long.valueOf(0) : HookEventId.position(after);
        if (position == null) {
            wrong.add(new Violation("after", "must be the id of an event"));
        }
        int most = limit.matches("[0-9]{1,3}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MAX_LIMIT) {
            wrong.add(new Violation("limit", "must be a whole number from 1 to " + MAX_LIMIT));
        }
        if (position == null || !wrong.isEmpty()) {
            throw Problem.invalid(wrong).asException();
        }
        return history.page(hook.name(), position, most);
    }

    @POST
    @Path("/{name}/replay")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @Operation(
            operationId = "replayHook",
            summary = "Send events of a hook again",
            description =
                    "Requires an administrator. Sends all kept events after one again, with the same ids. Enables the"
                            + " hook if it is disabled.")
    @RequestBody(ref = "HookReplay")
    @APIResponse(responseCode = "202", ref = "HookReplayAccepted")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<byte[]> replay(@RestPath String name, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        Hook hook = find(name);
        return bodies.use(routing, body -> replay(hook, after(body), admin));
    }

    private Uni<byte[]> replay(Hook hook, long after, Caller admin) {
        return history.replay(hook.name(), after)
                .call(() -> store.enable(hook.name()))
                .invoke(events -> LOG.infof("hook.replayed hook=%s events=%d by=%s", hook.name(), events, admin.id()))
                .map(events -> new JsonWriter()
                        .object()
                        .field("events", events)
                        .endObject()
                        .toBytes());
    }

    private static long after(byte[] body) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(body));
        String after = jsonFields.requiredText("after", MAX_ID);
        Long position = after == null ? Long.valueOf(0) : HookEventId.position(after);
        if (position == null) {
            jsonFields.addViolation("after", "must be the id of an event");
        }
        jsonFields.throwIfInvalid();
        return position == null ? 0 : position;
    }

    @POST
    @Path("/{name}/enable")
    @Produces(MediaType.WILDCARD)
    @Operation(
            operationId = "enableHook",
            summary = "Enable a hook that was disabled",
            description = "Requires an administrator. The events that wait are sent, and retried for another day.")
    @APIResponse(responseCode = "204", description = "The hook is enabled.")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Uni<Void> enable(@RestPath String name, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        Hook hook = find(name);
        return store.enable(hook.name()).invoke(() -> LOG.infof("hook.enabled hook=%s by=%s", hook.name(), admin.id()));
    }

    private Hook find(String name) {
        return registry.find(name)
                .orElseThrow(() -> Problem.notFound("No hook has this name.").asException());
    }
}
