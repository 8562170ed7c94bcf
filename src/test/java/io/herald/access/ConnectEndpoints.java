package io.herald.access;

import static io.restassured.RestAssured.given;

import io.herald.testing.Api;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Secrets;
import io.herald.testing.SseClient;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The endpoints through which a client connects: a stream, a long poll and a socket. */
public record ConnectEndpoints(URI base) {

    public static final String STREAM = "/api/v1/stream";
    public static final String POLL = "/api/v1/poll";
    public static final String SOCKET = "/ws";
    public static final List<String> ALL = List.of(STREAM, POLL, SOCKET);
    public static final List<String> WITH_TICKETS = List.of(STREAM, SOCKET);

    /** Returns the status of an accepted request. */
    public static int acceptedStatus(String endpoint) {
        return endpoint.equals(SOCKET) ? 101 : 200;
    }

    public String ticket(String token) {
        String answer = new Api(base, token).post("/api/v1/tickets", "").body();
        return Secrets.register(answer.replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1"));
    }

    public int statusWithTicket(String ticket, String endpoint, String query) {
        return status(endpoint, "?ticket=" + ticket + query, null);
    }

    /**
     * Returns the status of a request. Closes the connection at once, because the number of connections of a user is limited.
     *
     * @param bearer the token; null for none
     */
    public int status(String endpoint, String query, String bearer) {
        Map<String, String> headers = bearer == null ? Map.of() : Map.of("Authorization", "Bearer " + bearer);
        if (endpoint.equals(SOCKET)) {
            List<String> lines = headers.entrySet().stream()
                    .map(header -> header.getKey() + ": " + header.getValue())
                    .toList();
            try (RawWebSocket socket = RawWebSocket.handshake(base, query, lines)) {
                return socket.status();
            }
        }
        if (endpoint.equals(POLL)) {
            return given().headers(headers).get(endpoint + query).statusCode();
        }
        try (SseClient stream = SseClient.stalled(base.resolve(endpoint + query), headers)) {
            return stream.status();
        }
    }
}
