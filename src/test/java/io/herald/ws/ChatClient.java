package io.herald.ws;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.json.CborEncoder;
import io.herald.json.StrictJson;
import io.herald.testing.Await;
import io.herald.testing.Frame;
import io.herald.testing.RawWebSocket;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/** A socket of either subprotocol, whose frames a test reads as JSON. */
record ChatClient(RawWebSocket socket, boolean cbor) implements AutoCloseable {

    static ChatClient open(URI base, String query, String token, boolean cbor) {
        String subprotocol = "Sec-WebSocket-Protocol: herald.v1." + (cbor ? "cbor" : "json");
        ChatClient chatClient = new ChatClient(RawWebSocket.open(base, query, token, subprotocol), cbor);
        chatClient.await("ready");
        return chatClient;
    }

    /** Returns the value of the first string member with this name. */
    static String text(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        if (!matcher.find()) {
            throw new AssertionError("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    /** Returns the id of the event that the acknowledgement reports. */
    static String acknowledgedId(String ack) {
        return text(ack.substring(ack.indexOf("\"data\"")), "id");
    }

    void command(String event, String data, String id) {
        String json = "{\"event\":\"%s\",\"data\":%s,\"id\":\"%s\"}".formatted(event, data, id);
        if (cbor) {
            frame(CborEncoder.encode(StrictJson.read(json.getBytes(UTF_8))));
        } else {
            socket.send(json);
        }
    }

    void frame(byte[] binary) {
        socket.message(Frame.BINARY, binary);
    }

    String ask(String event, String data, String id) {
        command(event, data, id);
        return answer(id);
    }

    String answer(String id) {
        return awaitCount("(ack|error)\",\"id\":\"" + Pattern.quote(id), 1).get(0);
    }

    String await(String event) {
        return awaitCount(event, 1).get(0);
    }

    List<String> awaitCount(String event, int count) {
        Await.until(count + " × " + event + " in " + this, () -> {
            boolean ended = socket.hasEnded();
            if (events(event).size() >= count) {
                return true;
            }
            if (ended) {
                throw new AssertionError("ended: " + this);
            }
            return false;
        });
        return events(event);
    }

    List<String> events(String event) {
        Pattern pattern = Pattern.compile("^[^\\[]*?\"event\":\"" + event + "\"");
        return all().stream().filter(json -> pattern.matcher(json).find()).toList();
    }

    private List<String> all() {
        int data = cbor ? Frame.BINARY : Frame.TEXT;
        return socket.frames().stream()
                .filter(frame -> frame.opcode() == data)
                .map(this::json)
                .toList();
    }

    private String json(Frame frame) {
        return cbor ? StrictJson.readCbor(frame.content()).toJson() : frame.text();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public String toString() {
        List<String> all = all();
        return "a client, last frames: " + all.subList(Math.max(0, all.size() - 4), all.size()) + ", " + socket;
    }
}
