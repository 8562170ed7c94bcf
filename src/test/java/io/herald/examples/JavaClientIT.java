package io.herald.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.HeraldProcess;
import io.herald.testing.SharedInstances;
import io.herald.testing.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the Java client works with the packaged service. The program is in {@code src/test/resources/clients}. */
class JavaClientIT {

    @RegisterExtension
    static final SharedInstances instances = new SharedInstances();

    private static final Path SOURCE = Path.of("src/test/resources/clients/JavaClientProgram.java");

    @TempDir
    Path directory;

    @Test
    void the_java_client_sends_receives_and_resumes_on_another_instance() throws Exception {
        String user = "java-" + UUID.randomUUID();
        String room = "room-" + UUID.randomUUID();
        String classPath = JavaClient.compile(directory).compileProgram(directory, SOURCE);
        String output = Program.run(
                directory,
                Map.of(),
                List.of(
                        HeraldProcess.java(),
                        "-cp",
                        classPath,
                        "JavaClientProgram",
                        instances.one().baseUri().toString(),
                        instances.two().baseUri().toString(),
                        Tokens.publisher("shop-" + user),
                        Tokens.of(user).herald(Map.of("join", List.of(room))).sign(),
                        user,
                        room));
        assertEquals(
                "received [\"Hi\"] #0 #1 #2, resumed #3 #4 #5, duplicate false true, withdrawn, [category, link], forbidden",
                output.strip());
    }
}
