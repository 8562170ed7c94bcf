package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Checks the room view: messages, edits, typing and refusals. */
abstract class RoomScenarios extends ConsoleScenario {

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
    void an_empty_room_and_a_forbidden_room_have_a_message() {
        ConsoleWindow window = window(user);
        window.go("rooms");
        assertThat(window.find(".empty", "Choose a room")).isVisible();
        window.page.getByLabel("Join a room by its name").fill("somebody-elses");
        window.button("Join").click();
        assertThat(window.page.locator("[data-field=room] .wrong")).hasText("You may not join this room.");
        window.go("rooms/somebody-elses");
        assertThat(window.find(".empty", "You may not join this room")).isVisible();
        window.go("rooms/" + room);
        assertThat(window.find(".empty", "No messages yet")).isVisible();
    }
}
