package io.herald.push.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class P256Test {

    /** A coordinate with leading zeros is one of 256 keys. */
    @RepeatedTest(300)
    void a_point_is_the_same_after_encoding_and_decoding() {
        ECPublicKey key = (ECPublicKey) P256.generate().getPublic();
        assertEquals(key.getW(), P256.decode(P256.encode(key)).getW());
    }

    @RepeatedTest(20)
    void the_public_key_follows_from_the_private_key() {
        KeyPair pair = P256.generate();
        byte[] expected = P256.encode((ECPublicKey) pair.getPublic());
        VapidKey key = VapidKey.of((ECPrivateKey) pair.getPrivate());
        assertArrayEquals(expected, Base64.getUrlDecoder().decode(key.publicKey()));
    }

    @Test
    void rejects_what_is_no_point_of_the_curve() {
        byte[] point = P256.encode((ECPublicKey) P256.generate().getPublic());
        byte[] beside = point.clone();
        beside[64] ^= 1;
        byte[] compressed = Arrays.copyOf(point, 33);
        compressed[0] = 2;
        byte[] otherFormat = point.clone();
        otherFormat[0] = 6;
        byte[] beyondThePrime = point.clone();
        Arrays.fill(beyondThePrime, 1, 65, (byte) 0xFF);
        byte[] infinity = new byte[65];
        infinity[0] = 4;
        Stream.of(beside, compressed, otherFormat, beyondThePrime, infinity, new byte[0], new byte[66])
                .forEach(wrong -> assertThrows(IllegalArgumentException.class, () -> P256.decode(wrong)));
    }
}
