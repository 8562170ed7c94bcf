/**
 * Operation of the process: migrations, start-up checks, health, metrics and drain. This package may use all others; no
 * other package uses it.
 */
@org.jspecify.annotations.NullMarked
package io.herald.ops;
