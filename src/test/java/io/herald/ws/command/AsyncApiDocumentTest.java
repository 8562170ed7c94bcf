package io.herald.ws.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.herald.event.NameSyntax;
import io.herald.hub.transport.RefusalReason;
import io.herald.hub.transport.ResetEvent;
import io.herald.problem.ErrorCode;
import io.herald.ws.protocol.SocketCloseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the AsyncAPI document with the sources. {@code site/build} checks it against the schema of AsyncAPI. */
class AsyncApiDocumentTest {

    private static final String COMMAND = "command.";

    /** A text of a source that is the name of an event or of a command. */
    private static final Pattern NAME =
            Pattern.compile("\"((?:presence|typing|inbox|room|notification|message|session)\\.[a-z]+)\"");

    /** Names of periodic tasks, and the type of a webhook. */
    private static final Set<String> OTHERS =
            Set.of("inbox.facts", "inbox.known", "inbox.lag", "inbox.quiet", "inbox.retention", "notification.unread");

    private final JsonNode document = read();

    @Test
    void the_commands_are_those_of_the_reader() {
        assertEquals(new TreeSet<>(CommandDataReader.events()), commands());
    }

    @Test
    void every_event_that_a_source_names_is_described() throws IOException {
        Set<String> named =
                new TreeSet<>(List.of("presence.joined", "presence.left", "presence.updated", "notification"));
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(AsyncApiDocumentTest::mayNameAnEvent).toList()) {
                for (Matcher name = NAME.matcher(Files.readString(file)); name.find(); ) {
                    named.add(name.group(1));
                }
            }
        }
        assertTrue(named.size() > 20, named::toString);
        Set<String> described = events();
        described.addAll(commands());
        described.addAll(OTHERS);
        named.removeAll(described);
        assertEquals(Set.of(), named);
    }

    /** Hooks have types of their own, which no connection receives. */
    private static boolean mayNameAnEvent(Path file) {
        return file.toString().endsWith(".java") && !file.endsWith("HookEventType.java");
    }

    @Test
    void every_described_event_is_reserved_for_the_service() {
        events().forEach(event -> assertTrue(NameSyntax.isReserved(event), event));
        for (String event : List.of("ready", "reset", "evicted", "unavailable", "hb", "ack", "error", "message")) {
            assertTrue(events().contains(event), event);
        }
    }

    @Test
    void the_close_codes_are_those_of_the_socket() {
        List<Integer> described = new ArrayList<>();
        Matcher rows = Pattern.compile("\\| (\\d{4}) \\|")
                .matcher(document.at("/channels/socket/description").asText());
        while (rows.find()) {
            described.add(Integer.valueOf(rows.group(1)));
        }
        assertEquals(
                Stream.of(SocketCloseStatus.values()).map(status -> status.code).toList(), described);
    }

    @Test
    void the_codes_and_reasons_are_those_of_the_service() {
        JsonNode messages = document.at("/components/messages");
        assertEquals(
                texts(Stream.of(ErrorCode.values()).map(ErrorCode::code)),
                texts(messages.at("/error/payload/properties/data/properties/code/enum")));
        assertEquals(
                texts(Stream.of(RefusalReason.values())),
                texts(messages.at("/unavailable/payload/properties/reason/enum")));
        assertEquals(
                texts(Stream.of(ResetEvent.Reason.values())),
                texts(document.at("/components/schemas/Reset/properties/reason/enum")));
    }

    private Set<String> commands() {
        return messages().stream()
                .filter(name -> name.startsWith(COMMAND))
                .map(name -> name.substring(COMMAND.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> events() {
        return messages().stream()
                .filter(name -> !name.startsWith(COMMAND) && !name.startsWith("socket.") && !name.equals("custom"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> messages() {
        Set<String> names = new TreeSet<>();
        document.at("/components/messages").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(Stream<?> values) {
        return values.map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new TreeSet<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper()
                    .readTree(
                            Path.of("src/main/resources/META-INF/asyncapi.yaml").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
