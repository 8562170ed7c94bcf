package io.herald.client;

/** The page of docs/components.md: six lines that give a site a bell. */
final class BellPage {

    private static final String PAGE = """
            <!doctype html><html lang="en"><title>Shop</title>
            <script type="module" src="%1$s/client/herald-inbox.js"></script>
            <header>
              <h1>Shop</h1>
              <herald-inbox token-url="/herald-token"></herald-inbox>
            </header>
            <herald-toasts></herald-toasts>\
            """;

    /** An expression of the page: the label of the bell. */
    static final String LABEL =
            "document.querySelector('herald-inbox').shadowRoot?.querySelector('[part=bell]').ariaLabel";

    /** An expression of the page: the titles of the list. */
    static final String TITLES =
            "[...document.querySelector('herald-inbox').shadowRoot.querySelectorAll('li [part=title]')].map((title) => title.textContent).join()";

    private BellPage() {}

    /** @param service the base URL of Herald */
    static String of(Object service) {
        return PAGE.formatted(service);
    }
}
