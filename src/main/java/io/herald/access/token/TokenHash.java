package io.herald.access.token;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The SHA-256 of a token, as the key of the cache. The cache holds hashes instead of tokens, so a heap dump of it
 * exposes no usable token.
 */
record TokenHash(long a, long b, long c, long d) {
    private static final ThreadLocal<MessageDigest> SHA = ThreadLocal.withInitial(TokenHash::sha256);

    static TokenHash of(String jwt) {
        ByteBuffer hash = ByteBuffer.wrap(SHA.get().digest(jwt.getBytes(ISO_8859_1)));
        return new TokenHash(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
    }

    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
