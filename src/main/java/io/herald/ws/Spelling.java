package io.herald.ws;

import io.herald.event.Channel;
import io.herald.event.Envelope;
import io.herald.event.Event;
import io.herald.hub.Framing;
import io.herald.json.CborEncoder;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subprotocols: the same objects, as JSON in text frames or as CBOR in binary ones. */
enum Spelling implements Framing {
    JSON("herald.v1.json", 2, Frames.TEXT) {
        @Override
        byte[] payload(byte[] json) {
            return json;
        }

        @Override
        RawJson read(byte[] message) {
            return StrictJson.read(message);
        }
    },
    CBOR("herald.v1.cbor", 3, Frames.BINARY) {
        @Override
        byte[] payload(byte[] json) {
            return CborEncoder.encode(StrictJson.trusted(json, 0, json.length));
        }

        @Override
        RawJson read(byte[] message) {
            return StrictJson.readCbor(message);
        }
    };

    final String subprotocol;
    private final int slot;
    private final int opcode;

    Spelling(String subprotocol, int slot, int opcode) {
        this.subprotocol = subprotocol;
        this.slot = slot;
        this.opcode = opcode;
    }

    abstract byte[] payload(byte[] json);

    /** @throws io.herald.problem.ProblemException if it is not what it should be */
    abstract RawJson read(byte[] message);

    boolean isText() {
        return opcode == Frames.TEXT;
    }

    /** The first of those offered that we speak, as the upgrade itself chooses; JSON where there is none. */
    static Spelling chosen(@Nullable String offered) {
        if (offered != null) {
            for (String one : offered.split(",")) {
                for (Spelling spelling : values()) {
                    if (spelling.subprotocol.equals(one.trim())) {
                        return spelling;
                    }
                }
            }
        }
        return JSON;
    }

    ByteBuf frame(byte[] json) {
        return Frames.of(opcode, payload(json));
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public byte[] frame(Event event, Channel channel, String id, String cursor) {
        String head = event.isEphemeral()
                ? Envelope.head(channel, event.name())
                : Envelope.head(cursor, id, channel, event.name());
        byte[] payload = payload(Envelope.encode(head, event.body()));
        byte[] frameHead = Frames.head(opcode, payload.length);
        byte[] frame = new byte[frameHead.length + payload.length];
        System.arraycopy(frameHead, 0, frame, 0, frameHead.length);
        System.arraycopy(payload, 0, frame, frameHead.length, payload.length);
        return frame;
    }

    @Override
    public ByteBuf gather(ByteBufAllocator allocator, List<byte[]> frames) {
        int size = frames.stream().mapToInt(frame -> frame.length).sum();
        ByteBuf gathered = allocator.directBuffer(size);
        frames.forEach(gathered::writeBytes);
        return gathered;
    }
}
