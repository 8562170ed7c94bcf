package io.herald.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * The key pair of a data directory. It is generated once and kept, so that demo tokens stay valid after a restart. It
 * protects nothing.
 */
public record DevKeys(Path publicKeyFile, Path privateKeyFile) {

    private static final int BITS = 2048;

    public static DevKeys in(DataDirectory dataDirectory) {
        DevKeys keys = in(dataDirectory.directory("keys"));
        if (!Files.exists(keys.publicKeyFile)) {
            keys.generate();
        }
        return keys;
    }

    static DevKeys withPublicKey(URI publicKey) {
        return in(Path.of(publicKey).getParent());
    }

    private static DevKeys in(Path directory) {
        return new DevKeys(directory.resolve("public.pem"), directory.resolve("private.pem"));
    }

    public PrivateKey privateKey() {
        try {
            String base64 = Files.readString(privateKeyFile).replaceAll("-----[A-Z ]+-----", "");
            byte[] key = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(privateKeyFile + " is not a key", e);
        }
    }

    /** Writes the public key last: if its file exists, both files exist. */
    private void generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            Files.writeString(
                    privateKeyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            Files.writeString(publicKeyFile, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] encoded) {
        String base64 = Base64.getMimeEncoder().encodeToString(encoded);
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type, base64);
    }
}
