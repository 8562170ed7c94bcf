package io.herald.access.authentication;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** Returns the authenticated caller, and the thread that the request runs on. */
@Path("/api/test/me")
@Produces("application/json")
public class WhoAmIResource {
    private final SecurityIdentity identity;

    WhoAmIResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    @GET
    @NonBlocking
    public byte[] get() {
        Caller caller = Caller.of(identity);
        JsonWriter json = new JsonWriter()
                .object()
                .field("sub", caller.id())
                .field("iat", caller.issuedAt().getEpochSecond())
                .name("join")
                .array();
        caller.join().patterns().forEach(json::value);
        return json.endArray().endObject().toBytes();
    }

    @POST
    @NonBlocking
    public byte[] post() {
        return new JsonWriter()
                .object()
                .field("publisher", Caller.of(identity).isPublisher())
                .field("thread", Thread.currentThread().getName())
                .endObject()
                .toBytes();
    }
}
