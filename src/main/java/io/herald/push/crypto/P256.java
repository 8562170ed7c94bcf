package io.herald.push.crypto;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** The elliptic curve P-256 (FIPS 186-4), on which all keys of Web Push are. */
public final class P256 {

    /** The length of a point in the uncompressed format of SEC 1: {@code 04}, x, y. */
    public static final int POINT_LENGTH = 65;

    private static final int COORDINATE_LENGTH = 32;
    private static final byte UNCOMPRESSED = 4;
    private static final ECParameterSpec PARAMETERS = parameters();
    private static final BigInteger PRIME = ((ECFieldFp) PARAMETERS.getCurve().getField()).getP();

    private P256() {}

    /**
     * Decodes a public key.
     *
     * @throws IllegalArgumentException if the bytes are no uncompressed point of the curve. A point of another curve could
     *     disclose the private key that is combined with it.
     */
    public static ECPublicKey decode(byte[] point) {
        if (point.length != POINT_LENGTH || point[0] != UNCOMPRESSED) {
            throw new IllegalArgumentException("no uncompressed point");
        }
        BigInteger x = new BigInteger(1, point, 1, COORDINATE_LENGTH);
        BigInteger y = new BigInteger(1, point, 1 + COORDINATE_LENGTH, COORDINATE_LENGTH);
        if (x.compareTo(PRIME) >= 0
                || y.compareTo(PRIME) >= 0
                || !y.modPow(BigInteger.TWO, PRIME).equals(rightSide(x))) {
            throw new IllegalArgumentException("not on the curve");
        }
        return publicKey(x, y);
    }

    public static byte[] encode(ECPublicKey key) {
        byte[] point = new byte[POINT_LENGTH];
        point[0] = UNCOMPRESSED;
        put(key.getW().getAffineX(), point, 1);
        put(key.getW().getAffineY(), point, 1 + COORDINATE_LENGTH);
        return point;
    }

    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] agree(PrivateKey own, PublicKey other) {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(own);
            agreement.doPhase(other, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static boolean isOnCurve(ECPrivateKey key) {
        ECParameterSpec own = key.getParams();
        return key.getS().signum() > 0
                && key.getS().compareTo(PARAMETERS.getOrder()) < 0
                && own.getCurve().equals(PARAMETERS.getCurve())
                && own.getGenerator().equals(PARAMETERS.getGenerator())
                && own.getOrder().equals(PARAMETERS.getOrder());
    }

    /**
     * Returns the two points of which one is the public key of a private key. The JDK does not derive a public key. The key
     * agreement with the generator of the curve returns its x, and the equation of the curve two values of y.
     */
    static ECPublicKey[] candidates(ECPrivateKey key) {
        ECPoint generator = PARAMETERS.getGenerator();
        BigInteger x = new BigInteger(1, agree(key, publicKey(generator.getAffineX(), generator.getAffineY())));
        // A square root, because the prime is 3 modulo 4.
        BigInteger y = rightSide(x).modPow(PRIME.add(BigInteger.ONE).shiftRight(2), PRIME);
        return new ECPublicKey[] {publicKey(x, y), publicKey(x, PRIME.subtract(y))};
    }

    private static BigInteger rightSide(BigInteger x) {
        return x.modPow(BigInteger.valueOf(3), PRIME)
                .add(PARAMETERS.getCurve().getA().multiply(x))
                .add(PARAMETERS.getCurve().getB())
                .mod(PRIME);
    }

    private static ECPublicKey publicKey(BigInteger x, BigInteger y) {
        try {
            return (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), PARAMETERS));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void put(BigInteger coordinate, byte[] point, int offset) {
        byte[] bytes = coordinate.toByteArray();
        // A sign byte may precede the value, and leading zeros are absent.
        int length = Math.min(bytes.length, COORDINATE_LENGTH);
        System.arraycopy(bytes, bytes.length - length, point, offset + COORDINATE_LENGTH - length, length);
    }

    private static ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
