package io.herald.push.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.PushReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another implementation, {@code http_ece} for Python, decrypts what the service encrypts. {@code crosscheck/install} installs
 * it, and {@code HERALD_CROSSCHECK} is the path of its Python.
 */
@Tag("extended")
class MessageEncryptionIT {

    private static final String PYTHON = System.getenv("HERALD_CROSSCHECK");
    private static final int MESSAGES = 100;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    @TempDir
    Path directory;

    @Test
    void another_implementation_decrypts_every_message() throws Exception {
        if (PYTHON == null) {
            System.err.println(
                    "SKIPPED: HERALD_CROSSCHECK names no Python with http_ece; crosscheck/install installs one.");
        }
        Assumptions.assumeTrue(PYTHON != null, "no http_ece");
        MessageEncryption encryption = new MessageEncryption(new SecureRandom());
        Random random = new Random(8_291);
        List<byte[]> plaintexts = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            PushReceiver browser = new PushReceiver();
            byte[] plaintext = new byte[i == 0 ? MessageEncryption.MAX_PLAINTEXT : random.nextInt(2_000)];
            random.nextBytes(plaintext);
            plaintexts.add(plaintext);
            byte[] body = encryption.encrypt(
                    plaintext,
                    P256.decode(Base64.getUrlDecoder().decode(browser.p256dh())),
                    Base64.getUrlDecoder().decode(browser.auth()));
            messages.add(browser.privateKey() + " " + browser.auth() + " " + BASE64.encodeToString(body));
        }
        List<String> decrypted = decrypt(messages);
        for (int i = 0; i < MESSAGES; i++) {
            assertArrayEquals(plaintexts.get(i), Base64.getUrlDecoder().decode(decrypted.get(i)), "message " + i);
        }
    }

    private List<String> decrypt(List<String> messages) throws Exception {
        Path input = Files.write(directory.resolve("input"), messages);
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process python = new ProcessBuilder(PYTHON, "crosscheck/decrypt.py")
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        assertTrue(python.waitFor(2, TimeUnit.MINUTES));
        List<String> decrypted = Files.readAllLines(output, UTF_8);
        assertTrue(decrypted.size() == MESSAGES, Files.readString(errors));
        return decrypted;
    }
}
