package io.herald.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.SseEvent;
import io.herald.testing.Tokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code of docs/publishing.md, with another user and another key. {@link ExamplePublishersIT} runs the publishers. */
class PublishingGuideIT {

    @RegisterExtension
    static final SharedInstances instances = new SharedInstances();

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = "{\"type\":\"user.online\",\"data\":{\"user\":\"al\u00efce\"}}";

    @TempDir
    Path directory;

    private final String user = "alice-" + UUID.randomUUID();
    private final Map<String, String> environment = Map.of(
            "HERALD_URL",
            instances.one().baseUri().toString(),
            "HERALD_TOKEN",
            Tokens.publisher("guide-" + user),
            "PYTHONDONTWRITEBYTECODE",
            "1");

    private String forUser(String code) {
        return code.replace("alice", user);
    }

    private String write(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    private void assertArrives(String... command) throws Exception {
        try (SseClient stream = instances.two().stream(Tokens.of(user).sign())) {
            Program.run(directory, environment, List.of(command));
            SseEvent event = stream.await("notification");
            assertTrue(
                    event.data().contains("\"title\":\"Your order is on its way\",\"link\":\"/orders/4711\""),
                    event::data);
        }
    }

    @Test
    void curl() throws Exception {
        // The first block gets a token in development.
        String call = CodeBlocks.of("publishing.md").in("sh").get(1);
        assertArrives("bash", write("curl.sh", "set -eu\n" + forUser(call)));
    }

    @Test
    void java() throws Exception {
        String code = CodeBlocks.of("publishing.md").in("java").get(0);
        String program = "import io.herald.client.*; import io.herald.client.publish.*; import java.net.URI;\n"
                + "class Guide { public static void main(String[] arguments) {\n" + forUser(code) + "} }";
        Path source = Path.of(write("Guide.java", program));
        String classPath = JavaClient.compile(directory).compileProgram(directory, source);
        assertArrives(HeraldProcess.java(), "-cp", classPath, "Guide");
    }

    @Test
    void publishers_are_those_of_the_examples() throws Exception {
        CodeBlocks blocks = CodeBlocks.of("publishing.md");
        assertContains("publisher-node/publisher.mjs", blocks.in("js").get(0));
        assertContains("publisher-python/publisher.py", blocks.in("python").get(0));
    }

    private static void assertContains(String example, String code) throws Exception {
        assertTrue(Files.readString(Path.of("examples", example)).contains(code), example);
    }

    @Test
    void webhooks_in_node() throws Exception {
        String code = CodeBlocks.of("publishing.md").in("js").get(1);
        String checks = """
            const check = (body, headers, ...secrets) => isGenuine(JSON.parse(headers), Buffer.from(body), ...secrets);
            const [body, genuine, old, secret] = process.argv.slice(2);
            console.log(JSON.stringify([check(body, genuine, secret), check(body, genuine, 'other', secret), check(body, genuine, 'other'),
              check(body + ' ', genuine, secret), check(body, old, secret), check(body, '{}', secret)]));
            """;
        assertVerifies(ExamplePublishersIT.installed("node"), write("verify.mjs", code + checks));
    }

    @Test
    void webhooks_in_python() throws Exception {
        String code = CodeBlocks.of("publishing.md").in("python").get(1);
        String checks = """

            import json, sys
            body, genuine, old, secret = sys.argv[1:]
            check = lambda body, headers, *secrets: is_genuine(json.loads(headers), body.encode(), *secrets)
            print(json.dumps([check(body, genuine, secret), check(body, genuine, "other", secret), check(body, genuine, "other"),
                check(body + " ", genuine, secret), check(body, old, secret), check(body, "{}", secret)], separators=(",", ":")))
            """;
        assertVerifies(ExamplePublishersIT.installed("python3"), write("verify.py", code + checks));
    }

    private void assertVerifies(String interpreter, String program) throws Exception {
        String now = headers(Instant.now().getEpochSecond());
        String old = headers(Instant.now().getEpochSecond() - 600);
        String output = Program.run(directory, environment, List.of(interpreter, program, BODY, now, old, SECRET));
        assertEquals("[true,true,false,false,false,false]", output.strip());
    }

    private static String headers(long time) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
        mac.update(("msg_1." + time + ".").getBytes(UTF_8));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(BODY.getBytes(UTF_8)));
        return "{\"webhook-id\":\"msg_1\",\"webhook-timestamp\":\"%d\",\"webhook-signature\":\"v1,AAAA v1,%s\"}"
                .formatted(time, signature);
    }
}
