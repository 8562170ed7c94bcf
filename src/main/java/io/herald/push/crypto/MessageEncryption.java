package io.herald.push.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts push messages (RFC 8291) as one record of {@code aes128gcm} (RFC 8188). Each message has a key pair and a salt of
 * its own. Costs about a millisecond of CPU time, so it must not be called on an event loop. Thread-safe.
 */
public final class MessageEncryption {

    /** The longest plaintext whose encryption push services accept: 4,096 bytes without header, tag and delimiter. */
    public static final int MAX_PLAINTEXT = 3_993;

    /** The length of the secret {@code auth} of a subscription. */
    public static final int SECRET_LENGTH = 16;

    private static final int RECORD_SIZE = 4_096;
    private static final int SALT_LENGTH = 16;
    private static final int TAG_BITS = 128;
    private static final int KEY_LENGTH = 16;
    private static final int NONCE_LENGTH = 12;
    private static final int SHA256_LENGTH = 32;
    private static final byte LAST_RECORD = 2;
    private static final byte[] MESSAGE_INFO = "WebPush: info\0".getBytes(US_ASCII);
    private static final byte[] KEY_INFO = "Content-Encoding: aes128gcm\0".getBytes(US_ASCII);
    private static final byte[] NONCE_INFO = "Content-Encoding: nonce\0".getBytes(US_ASCII);

    private final SecureRandom random;

    public MessageEncryption(SecureRandom random) {
        this.random = random;
    }

    /**
     * @param receiver the key {@code p256dh} of the subscription
     * @param secret the secret {@code auth} of the subscription
     * @return the body of the request to the push service
     */
    public byte[] encrypt(byte[] plaintext, ECPublicKey receiver, byte[] secret) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        return encrypt(plaintext, receiver, secret, P256.generate(), salt);
    }

    static byte[] encrypt(byte[] plaintext, ECPublicKey receiver, byte[] secret, KeyPair sender, byte[] salt) {
        byte[] own = P256.encode((ECPublicKey) sender.getPublic());
        byte[] shared = P256.agree(sender.getPrivate(), receiver);
        byte[] info = concat(MESSAGE_INFO, P256.encode(receiver), own);
        byte[] keyMaterial = expand(hmac(secret, shared), info, SHA256_LENGTH);
        byte[] pseudoRandomKey = hmac(salt, keyMaterial);
        byte[] key = expand(pseudoRandomKey, KEY_INFO, KEY_LENGTH);
        byte[] nonce = expand(pseudoRandomKey, NONCE_INFO, NONCE_LENGTH);
        byte[] header = ByteBuffer.allocate(SALT_LENGTH + Integer.BYTES + 1 + own.length)
                .put(salt)
                .putInt(RECORD_SIZE)
                .put((byte) own.length)
                .put(own)
                .array();
        return concat(header, seal(concat(plaintext, new byte[] {LAST_RECORD}), key, nonce));
    }

    private static byte[] seal(byte[] record, byte[] key, byte[] nonce) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(record);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The first block of HKDF-Expand (RFC 5869). */
    private static byte[] expand(byte[] key, byte[] info, int length) {
        return Arrays.copyOf(hmac(key, concat(info, new byte[] {1})), length);
    }

    private static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
