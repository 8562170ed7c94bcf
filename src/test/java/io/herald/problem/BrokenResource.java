package io.herald.problem;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.time.Duration;
import java.util.Map;

/** Fails in every way that a resource can. It is outside /api, so that no token is required. */
@Path("/test/broken")
public class BrokenResource {
    @GET
    @Path("/unexpected")
    public String unexpected() {
        throw new IllegalStateException("an internal secret");
    }

    @GET
    @Path("/unavailable")
    public String unavailable() {
        throw Problem.unavailable("The log is unavailable.", Duration.ofMillis(1500))
                .asException();
    }

    @POST
    @Path("/mapped")
    @Consumes("application/json")
    @Produces("application/json")
    public Map<String, Integer> mapped(Map<String, Integer> body) {
        return body;
    }

    @POST
    @Path("/bytes")
    @Consumes("application/json")
    public int bytes(byte[] body) {
        return body.length;
    }
}
