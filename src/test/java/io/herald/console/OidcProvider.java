package io.herald.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.dev.ProcessGuard;
import io.herald.testing.Executables;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** An OpenID Connect provider in a process of its own: the npm package {@code oidc-provider}. Without npm, the tests are skipped. */
final class OidcProvider implements AutoCloseable {

    private static final String PACKAGE = "oidc-provider@9.13.3";
    private static final Path DIRECTORY = Path.of("target/tools/oidc-provider");
    private static final Path SCRIPT = Path.of("src/test/resources/oidc/provider.mjs");
    private static final String ISSUER = "issuer ";

    private final Process process;
    private final ProcessGuard guard;
    private final String issuer;

    private OidcProvider(Process process) throws IOException {
        this.process = process;
        this.guard = ProcessGuard.of(process.toHandle());
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = output.readLine();
        while (line != null && !line.startsWith(ISSUER)) {
            line = output.readLine();
        }
        issuer = String.valueOf(line).substring(ISSUER.length());
    }

    /**
     * @param page the address of the console, to which the provider returns
     * @param lifetime of an access token
     */
    static OidcProvider start(URI page, Duration lifetime) throws Exception {
        boolean hasNode = Executables.find("HERALD_NODE", List.of("node")).isPresent();
        if (!hasNode) {
            System.err.println("SKIPPED: Node.js is not installed.");
        }
        Assumptions.assumeTrue(hasNode, "no Node.js");
        install();
        return new OidcProvider(new ProcessBuilder(
                        "node", SCRIPT.getFileName().toString(), page + "/", Long.toString(lifetime.toSeconds()))
                .directory(DIRECTORY.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static void install() throws Exception {
        Files.createDirectories(DIRECTORY);
        Files.copy(SCRIPT, DIRECTORY.resolve(SCRIPT.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        if (Files.exists(DIRECTORY.resolve("node_modules/oidc-provider"))) {
            return;
        }
        File log = DIRECTORY.resolve("install.log").toFile();
        Process npm = new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        assertEquals(0, npm.waitFor(), log.toString());
    }

    String issuer() {
        return issuer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        guard.close();
    }
}
