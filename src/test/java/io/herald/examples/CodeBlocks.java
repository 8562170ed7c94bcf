package io.herald.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The code in a page of the documentation. */
final class CodeBlocks {

    private final String page;

    private CodeBlocks(String page) {
        this.page = page;
    }

    static CodeBlocks of(String file) throws IOException {
        return new CodeBlocks(Files.readString(Path.of("docs", file)));
    }

    /** Returns the blocks in a language, in their order, also those of lists. */
    List<String> in(String language) {
        return Pattern.compile("^( *)```" + language + "\n(.*?)^\\1```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(2).stripIndent())
                .toList();
    }
}
