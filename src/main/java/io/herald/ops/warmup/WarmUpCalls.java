package io.herald.ops.warmup;

import io.herald.ops.warmup.LoopbackAddress.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Publishes to this instance over loopback: the same notifications, several at a time, over and over. */
final class WarmUpCalls implements AutoCloseable {

    private static final int MAX_CONCURRENT = 16;

    private static final int ACCEPTED = 202;
    private static final String BODY = "x".repeat(200);

    private final List<LoopbackConnection> connections = new ArrayList<>();
    private final String token;
    private long sent;

    /** @param maxPerSecond a cycle has no more calls than this */
    WarmUpCalls(Endpoint endpoint, String token, int maxPerSecond) throws IOException {
        this.token = token;
        try {
            for (int i = 0; i < Math.min(MAX_CONCURRENT, maxPerSecond); i++) {
                connections.add(LoopbackConnection.open(endpoint));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Returns the number of calls in a cycle. */
    int perCycle() {
        return connections.size();
    }

    /** Returns the number of deliveries that a cycle causes. */
    int deliveriesPerCycle() {
        return perCycle() - 1 + WarmUpPipeline.CLIENTS;
    }

    /** Sends one call on each connection, the last one to the room, and reads all responses. */
    void cycle() throws IOException {
        for (int i = 0; i < perCycle(); i++) {
            connections.get(i).send(request(i == perCycle() - 1));
        }
        for (LoopbackConnection connection : connections) {
            int status = connection.readStatus();
            if (status != ACCEPTED) {
                throw new IOException("a call was answered with " + status);
            }
        }
    }

    private byte[] request(boolean toRoom) {
        String to = toRoom
                ? "\"room\":\"" + WarmUpPipeline.ROOM + '"'
                : "\"users\":[\"" + WarmUpPipeline.user((int) (sent % WarmUpPipeline.CLIENTS)) + "\"]";
        String key = sent % 2 == 0 ? "" : Long.toString(sent);
        sent++;
        String body = "{\"to\":{" + to + "},\"type\":\"info\",\"title\":\"warm-up\",\"body\":\"" + BODY + "\"}";
        return LoopbackConnection.request(WarmUpResource.PATH, token, key, body);
    }

    long sent() {
        return sent;
    }

    @Override
    public void close() throws IOException {
        for (LoopbackConnection connection : connections) {
            connection.close();
        }
    }
}
