package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Encodes the frames of a WebSocket client. The masking key is zero, which costs the server as much as any other key. */
final class Frames {

    private static final int MASKED = 0x80;
    private static final int FINAL = 0x80;

    enum Kind {
        TEXT(1),
        BINARY(2),
        PONG(10);

        final int opcode;

        Kind(int opcode) {
            this.opcode = opcode;
        }
    }

    private Frames() {}

    static byte[] of(Kind kind, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 8);
        frame.write(FINAL | kind.opcode);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Encodes a message in JSON. The server acknowledges it with its id. */
    static byte[] message(String room, String id, String content) {
        String json = "{\"event\":\"message.send\",\"data\":{\"room\":\"" + room + "\",\"content\":\"" + content
                + "\"},\"id\":\"" + id + "\"}";
        return of(Kind.TEXT, json.getBytes(ISO_8859_1));
    }

    /** Encodes an ephemeral event of a game in CBOR. */
    static byte[] tick(String room, String id, String state) {
        ByteArrayOutputStream cbor = new ByteArrayOutputStream(192);
        map(cbor, 3);
        text(cbor, "event", "event.send");
        text(cbor, "id", id);
        string(cbor, 0x60, "data");
        map(cbor, 4);
        text(cbor, "room", room);
        text(cbor, "event", "tick");
        string(cbor, 0x60, "ephemeral");
        cbor.write(0xf5);
        string(cbor, 0x60, "data");
        string(cbor, 0x40, state);
        return of(Kind.BINARY, cbor.toByteArray());
    }

    private static void map(ByteArrayOutputStream cbor, int members) {
        cbor.write(0xa0 | members);
    }

    private static void text(ByteArrayOutputStream cbor, String name, String value) {
        string(cbor, 0x60, name);
        string(cbor, 0x60, value);
    }

    /** @param major 0x60 for text, 0x40 for bytes */
    private static void string(ByteArrayOutputStream cbor, int major, String value) {
        if (value.length() < 24) {
            cbor.write(major | value.length());
        } else {
            cbor.write(major | 24);
            cbor.write(value.length());
        }
        cbor.writeBytes(value.getBytes(ISO_8859_1));
    }
}
