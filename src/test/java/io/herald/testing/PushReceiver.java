package io.herald.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The keys of one subscription of a browser. Decrypts what is pushed to it, with code of its own. */
public final class PushReceiver {

    private static final String CURVE = "secp256r1";
    private static final int SALT = 16;
    private static final int HEADER = 86;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private final byte[] secret = new byte[16];

    public PushReceiver() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            keys = generator.generateKeyPair();
            new SecureRandom().nextBytes(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code keys.p256dh} of the subscription. */
    public String p256dh() {
        ECPoint point = ((ECPublicKey) keys.getPublic()).getW();
        return Secrets.register(
                BASE64.encodeToString(join(new byte[] {4}, fixed(point.getAffineX()), fixed(point.getAffineY()))));
    }

    /** {@code keys.auth} of the subscription. */
    public String auth() {
        return Secrets.register(BASE64.encodeToString(secret));
    }

    /** The private key as a number in base64url, for other implementations. */
    public String privateKey() {
        return BASE64.encodeToString(fixed(((ECPrivateKey) keys.getPrivate()).getS()));
    }

    /** What {@code PushSubscription.toJSON()} returns. */
    public String toJson(String endpoint) {
        return "{\"endpoint\":\"%s\",\"expirationTime\":null,\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"}}"
                .formatted(endpoint, p256dh(), auth());
    }

    public String decrypt(byte[] body) {
        try {
            byte[] salt = Arrays.copyOf(body, SALT);
            ByteBuffer header = ByteBuffer.wrap(body, SALT, 5);
            int recordSize = header.getInt();
            int keyLength = header.get();
            if (keyLength != 65 || body.length - HEADER > recordSize) {
                throw new AssertionError("not one record of aes128gcm");
            }
            byte[] sender = Arrays.copyOfRange(body, 21, HEADER);
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(keys.getPrivate());
            agreement.doPhase(publicKey(sender), true);
            byte[] own = Base64.getUrlDecoder().decode(p256dh());
            byte[] info = join("WebPush: info\0".getBytes(US_ASCII), own, sender, new byte[] {1});
            byte[] material = hmac(hmac(secret, agreement.generateSecret()), info);
            byte[] pseudoRandomKey = hmac(salt, material);
            byte[] key = hmac(pseudoRandomKey, "Content-Encoding: aes128gcm\0\1".getBytes(US_ASCII));
            byte[] nonce = hmac(pseudoRandomKey, "Content-Encoding: nonce\0\1".getBytes(US_ASCII));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE, new SecretKeySpec(key, 0, 16, "AES"), new GCMParameterSpec(128, nonce, 0, 12));
            byte[] record = cipher.doFinal(body, HEADER, body.length - HEADER);
            if (record[record.length - 1] != 2) {
                throw new AssertionError("not the last record");
            }
            return new String(record, 0, record.length - 1, UTF_8);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("cannot be decrypted", e);
        }
    }

    /** Whether the JWT in {@code Authorization: vapid t=…, k=…} is signed by that key. */
    public static boolean isSigned(String jwt, String key) {
        try {
            int dot = jwt.lastIndexOf('.');
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(publicKey(Base64.getUrlDecoder().decode(key)));
            signature.update(jwt.substring(0, dot).getBytes(US_ASCII));
            return signature.verify(Base64.getUrlDecoder().decode(jwt.substring(dot + 1)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static PublicKey publicKey(byte[] point) throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        BigInteger x = new BigInteger(1, point, 1, 32);
        BigInteger y = new BigInteger(1, point, 33, 32);
        return KeyFactory.getInstance("EC")
                .generatePublic(
                        new ECPublicKeySpec(new ECPoint(x, y), parameters.getParameterSpec(ECParameterSpec.class)));
    }

    private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(data);
    }

    private static byte[] fixed(BigInteger coordinate) {
        return HexFormat.of().parseHex("%064x".formatted(coordinate));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
