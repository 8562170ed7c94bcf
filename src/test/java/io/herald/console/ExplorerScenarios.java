package io.herald.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import io.herald.testing.Api;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks the explorer: lists of who is connected, a user, a room, and the check of tokens. */
abstract class ExplorerScenarios extends ConsoleScenario {

    @Test
    void an_administrator_finds_disconnects_and_revokes_a_user() {
        String token = Tokens.of(user).herald(Map.of("join", List.of("team-*"))).sign();
        RawWebSocket socket = ConsoleIT.herald.socket(token);
        socket.ask("room.join", "{\"room\":\"team-" + user + "\"}", "j");
        ConsoleWindow admin = window("admin-" + user, "admin");
        admin.page.locator(".views [data-view=explorer]").click();
        Locator row = admin.find("tbody tr", "team-" + user);
        assertThat(row).isVisible();
        admin.page.getByRole(AriaRole.SEARCHBOX).fill(user);
        assertThat(admin.page.locator("tbody tr")).hasCount(1);

        row.locator("th a").click();
        assertThat(admin.page.locator(".explorer header .chip")).hasText("connected");
        send("Where it is", "");
        assertThat(admin.find(".frame", "Where it is").first()).isVisible();

        admin.button("Disconnect").click();
        admin.page
                .locator("dialog")
                .getByText("Disconnect", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(admin.page.locator(".explorer header .chip")).hasText("not connected");
        socket.awaitClose();

        admin.button("Revoke tokens").click();
        admin.button("Revoke").click();
        assertThat(admin.find("[part~=toast]", "are revoked")).isVisible();
        assertEquals(
                401,
                new Api(ConsoleIT.herald.baseUri(), token)
                        .get("/api/v1/inbox/unread")
                        .statusCode());
    }

    @Test
    void a_room_shows_its_users_and_messages_as_they_come() {
        String room = "team-" + user;
        ConsoleWindow admin = window("admin-" + user, "admin");
        admin.go("explorer/rooms/" + room);
        assertThat(admin.find(".empty", "Nobody is here")).isVisible();
        RawWebSocket socket = ConsoleIT.herald.socket(ConsoleWindow.token(user));
        socket.ask("room.join", "{\"room\":\"" + room + "\"}", "j");
        socket.ask("message.send", "{\"room\":\"" + room + "\",\"content\":\"Good morning\"}", "m");
        assertThat(admin.find("tbody tr", user)).isVisible();
        assertThat(admin.find(".frame", "Good morning")).isVisible();
        admin.page.locator(".explorer tbody th a").click();
        assertThat(admin.page.locator(".explorer header h2")).hasText(user);
        socket.close();
        assertThat(admin.page.locator(".explorer header .chip")).hasText("not connected");
    }

    @Test
    void the_playground_shows_what_a_token_grants_and_why_it_is_rejected() {
        ConsoleWindow admin = window("admin-" + user, "admin");
        admin.go("explorer/tokens");
        Locator token = admin.page.getByLabel("Token");
        token.fill(Tokens.of(user).groups("publisher").sign());
        admin.button("Check").click();
        assertThat(admin.page.locator(".verdict[data-type=success]")).containsText("Accepted");
        assertThat(admin.find(".token-facts div", "Groups")).containsText("publisher");
        token.fill(Tokens.of(user).claim("iss", "https://elsewhere.example").sign());
        admin.button("Check").click();
        assertThat(admin.page.locator(".verdict[data-type=error]")).containsText("mp.jwt.verify.issuer");
        assertThat(admin.find(".token-facts div", "Found")).containsText("https://elsewhere.example");
    }

    @Test
    void only_administrators_see_the_explorer() {
        ConsoleWindow other = window(user);
        assertThat(other.page.locator(".views [data-view=explorer]")).isHidden();
        other.go("explorer");
        assertThat(other.page.getByText("For administrators")).isVisible();
    }
}
