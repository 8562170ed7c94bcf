/** What the console shows of the service itself: figures and lines of its log, in rooms that administrators may join. */
@org.jspecify.annotations.NullMarked
package io.herald.console;
