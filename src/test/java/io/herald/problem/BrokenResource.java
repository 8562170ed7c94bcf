package io.herald.problem;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.time.Duration;
import java.util.Map;

/** Fails in every way that a resource can. Outside /api, so that nobody has to be anybody. */
@Path("/test/broken")
public class BrokenResource {
    @GET
    @Path("/inside")
    public String inside() {
        throw new IllegalStateException("a secret of the inside");
    }

    @GET
    @Path("/away")
    public String away() {
        throw Problem.unavailable("The log is away.", Duration.ofMillis(1500)).asException();
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
