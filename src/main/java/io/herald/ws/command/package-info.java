/** The commands of a client: their validation, their dispatch, and a handler for each group of them. */
@NullMarked
package io.herald.ws.command;

import org.jspecify.annotations.NullMarked;
