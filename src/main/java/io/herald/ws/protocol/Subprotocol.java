package io.herald.ws.protocol;

import io.herald.json.CborEncoder;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import org.jspecify.annotations.Nullable;

/** The subprotocols. Both carry the same objects: as JSON in text frames, or as CBOR in binary frames. */
public enum Subprotocol {
    JSON("herald.v1.json", WebSocketFrames.TEXT) {
        @Override
        byte[] payload(byte[] json) {
            return json;
        }

        @Override
        public RawJson read(byte[] message) {
            return StrictJson.read(message);
        }
    },
    CBOR("herald.v1.cbor", WebSocketFrames.BINARY) {
        @Override
        byte[] payload(byte[] json) {
            return CborEncoder.encode(StrictJson.trusted(json, 0, json.length));
        }

        @Override
        public RawJson read(byte[] message) {
            return StrictJson.readCbor(message);
        }
    };

    public final String subprotocol;
    final int opcode;

    Subprotocol(String subprotocol, int opcode) {
        this.subprotocol = subprotocol;
        this.opcode = opcode;
    }

    abstract byte[] payload(byte[] json);

    /** @throws io.herald.problem.ProblemException if the message is malformed */
    public abstract RawJson read(byte[] message);

    public boolean isText() {
        return opcode == WebSocketFrames.TEXT;
    }

    /** Returns the first supported subprotocol of those offered, the same that the upgrade selects. The default is JSON. */
    static Subprotocol negotiate(@Nullable String offered) {
        if (offered != null) {
            for (String one : offered.split(",")) {
                for (Subprotocol subprotocol : values()) {
                    if (subprotocol.subprotocol.equals(one.trim())) {
                        return subprotocol;
                    }
                }
            }
        }
        return JSON;
    }
}
