/** What a process needs around the service: migrations, start-up checks, health. Sees every room; no room sees it. */
@org.jspecify.annotations.NullMarked
package io.herald.ops;
