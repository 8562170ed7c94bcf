package io.herald.access;

import io.herald.json.JsonWriter;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Provider;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** Says who was let in, and on which thread it was told. */
@Path("/api/test/me")
@Produces("application/json")
public class WhoAmIResource {
    private final Provider<Caller> caller;

    WhoAmIResource(Provider<Caller> caller) {
        this.caller = caller;
    }

    @GET
    @NonBlocking
    public byte[] get() {
        return CallerJson.write(caller.get());
    }

    @POST
    @NonBlocking
    public byte[] post() {
        return new JsonWriter()
                .object()
                .field("publisher", caller.get().isPublisher())
                .field("thread", Thread.currentThread().getName())
                .endObject()
                .toBytes();
    }
}
