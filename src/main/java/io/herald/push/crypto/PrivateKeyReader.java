package io.herald.push.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads private keys of the curve P-256 from PEM, in both formats that {@code openssl} writes: PKCS #8
 * ({@code PRIVATE KEY}) and SEC 1 ({@code EC PRIVATE KEY}). No message contains any part of the text.
 */
public final class PrivateKeyReader {

    /** A line break may also be a space or {@code \n} in two characters: tools that write environment files cause both. */
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN (?<type>(EC )?PRIVATE KEY)-----(?<base64>([A-Za-z0-9+/=\\s]|\\\\n)+)-----END \\k<type>-----");

    private static final Pattern OTHER_BLOCK =
            Pattern.compile("-----BEGIN EC PARAMETERS-----[^-]*-----END EC PARAMETERS-----");

    private static final String P256_OID = "06082a8648ce3d030107";

    /** The DER encoding of version 0 and the algorithm: {@code ecPublicKey} with the parameters {@code prime256v1}. */
    private static final byte[] PKCS8_ALGORITHM = HexFormat.of().parseHex("020100301306072a8648ce3d0201" + P256_OID);

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int LONG_LENGTH = 0x80;

    private PrivateKeyReader() {}

    /** @throws IllegalArgumentException if the text is not exactly one key; the message completes a sentence about it */
    public static VapidKey readOne(String pem) {
        List<VapidKey> keys = readAll(pem);
        if (keys.size() != 1) {
            throw new IllegalArgumentException("must be one key");
        }
        return keys.get(0);
    }

    /** @throws IllegalArgumentException if the text is not one or more keys; the message completes a sentence about it */
    public static List<VapidKey> readAll(String pem) {
        List<VapidKey> keys = new ArrayList<>();
        Matcher block = PEM.matcher(pem);
        while (block.find()) {
            keys.add(key(block.group("type"), block.group("base64")));
        }
        String rest = OTHER_BLOCK.matcher(block.replaceAll("")).replaceAll("");
        if (keys.isEmpty() || !rest.replace("\\n", "").isBlank()) {
            throw new IllegalArgumentException("must be a private key in PEM");
        }
        return keys;
    }

    private static VapidKey key(String type, String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\\\n|\\s", ""));
            byte[] pkcs8 = type.startsWith("EC") ? pkcs8(der) : der;
            PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return VapidKey.of((ECPrivateKey) key);
        } catch (GeneralSecurityException | IllegalStateException | ClassCastException wrong) {
            throw new IllegalArgumentException(VapidKey.NO_KEY);
        }
    }

    private static byte[] pkcs8(byte[] sec1) {
        if (!HexFormat.of().formatHex(sec1).contains(P256_OID)) {
            throw new IllegalArgumentException(VapidKey.NO_KEY);
        }
        byte[] key = element(OCTET_STRING, sec1);
        byte[] content = ByteBuffer.allocate(PKCS8_ALGORITHM.length + key.length)
                .put(PKCS8_ALGORITHM)
                .put(key)
                .array();
        return element(SEQUENCE, content);
    }

    private static byte[] element(int tag, byte[] content) {
        ByteBuffer element = ByteBuffer.allocate(4 + content.length).put((byte) tag);
        if (content.length > 0xFF) {
            element.put((byte) (LONG_LENGTH | 2)).put((byte) (content.length >> 8));
        } else if (content.length >= LONG_LENGTH) {
            element.put((byte) (LONG_LENGTH | 1));
        }
        element.put((byte) content.length).put(content);
        return Arrays.copyOf(element.array(), element.position());
    }
}
