package io.herald.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** The VAPID key of a data directory. It is generated once and kept, so that the subscriptions of browsers stay valid. */
final class DevPushKey {

    private DevPushKey() {}

    /** Returns the key as PEM in a single line. */
    static String in(DataDirectory dataDirectory) {
        Path file = dataDirectory.directory("keys").resolve("vapid.pem");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, generate());
            }
            return Files.readString(file).strip().replaceAll("\\s*\\R", " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            String base64 = Base64.getMimeEncoder().encodeToString(key);
            return "-----BEGIN PRIVATE KEY-----%n%s%n-----END PRIVATE KEY-----%n".formatted(base64);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
