/** Serves the document of the events and commands of streams and sockets. */
@NullMarked
package io.herald.ops.documents;

import org.jspecify.annotations.NullMarked;
