package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.LocatorAssertions.IsInViewportOptions;
import io.herald.testing.Api;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Checks the room view: messages, edits, typing and refusals. */
abstract class RoomScenarios extends ConsoleScenario {

    private static final IsInViewportOptions WHOLLY = new IsInViewportOptions().setRatio(1);

    private final String room = "team-" + UUID.randomUUID();

    @Test
    void two_users_chat_edit_and_delete_messages() {
        ConsoleWindow alice = window("alice");
        ConsoleWindow bob = window("bob");
        alice.go("rooms/" + room);
        bob.go("rooms/" + room);
        assertThat(alice.find(".people li", "bob")).isVisible();
        Locator field = alice.page.getByLabel("Message to " + room);
        field.pressSequentially("Good morning");
        assertThat(bob.page.getByText("alice is typing")).isVisible();
        field.press("Enter");
        assertThat(alice.find(".message[data-own][data-sent=acked]", "Good morning"))
                .hasCount(1);
        assertThat(bob.find(".message:not([data-own])", "Good morning")).hasCount(1);

        field.press("ArrowUp");
        alice.page.getByLabel("Edit the message").fill("Good evening");
        for (String button : List.of("Cancel", "Save")) {
            assertThat(alice.button(button)).isInViewport(WHOLLY);
        }
        alice.button("Save").click();
        assertThat(bob.find(".message", "Good evening")).containsText("edited");

        alice.page.locator(".message").hover();
        alice.page.locator(".message").getByLabel("Delete").click();
        alice.page
                .locator("dialog")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(bob.find(".message", "Message deleted")).isVisible();
        bob.page.reload();
        assertThat(bob.find(".message", "Message deleted")).isVisible();
    }

    @Test
    void a_message_written_offline_has_the_place_that_it_has_after_a_reload() {
        ConsoleWindow window = window(user);
        window.go("rooms/" + room);
        Api colleague = new Api(ConsoleIT.herald.baseUri(), ConsoleWindow.token("colleague"));
        say(colleague, "See https://example.com/releases.");
        assertThat(window.page.locator(".message a")).hasAttribute("href", "https://example.com/releases");
        window.offline(true);
        assertThat(window.page.locator("#status")).hasText("No network");
        window.page.getByLabel("Message to " + room).fill("Mine");
        window.page.keyboard().press("Enter");
        say(colleague, "First");
        say(colleague, "Second");
        window.offline(false);
        assertThat(window.find(".message[data-sent=acked]", "Mine")).isVisible();
        assertThat(window.find(".message", "Second")).isVisible();
        Locator texts = window.page.locator(".message .text");
        List<String> live = texts.allTextContents();
        window.page.reload();
        assertThat(texts).hasText(live.toArray(String[]::new));
    }

    private void say(Api api, String text) {
        assertEquals(
                202,
                api.post("/api/v1/rooms/" + room + "/messages", "{\"content\":\"" + text + "\"}")
                        .statusCode());
    }

    @Test
    void an_empty_room_and_a_forbidden_room_have_a_message() {
        ConsoleWindow window = window(user);
        window.go("rooms");
        assertThat(window.find(".empty", "Choose a room")).isVisible();
        window.page.getByLabel("Join a room by its name").fill("somebody-elses");
        window.button("Join").click();
        assertThat(window.page.locator("[data-field=room] .wrong")).hasText("You don't have access to this room.");
        window.go("rooms/somebody-elses");
        assertThat(window.find(".empty", "You don't have access to this room")).isVisible();
        assertThat(window.page.locator(".conversation")).hasCount(0);
        assertThat(window.page.locator(".room-list li")).hasCount(0);
        window.page.reload();
        assertThat(window.find(".empty", "You don't have access to this room")).isVisible();
        assertThat(window.page.locator(".room-list li")).hasCount(0);
        window.go("rooms/" + room);
        assertThat(window.find(".empty", "No messages yet")).isVisible();
    }
}
