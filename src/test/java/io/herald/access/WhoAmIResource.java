package io.herald.access;

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
        return CallerJson.write(Caller.of(identity));
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
