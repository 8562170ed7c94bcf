/**
 * Adapts interfaces of Vert.x, Netty and Quarkus that may change in any release: implementation classes and the names
 * of their channel handlers. No other package uses them. Tests check each use against the libraries, so an upgrade
 * breaks this package only.
 */
@NullMarked
package io.herald.vertx;

import org.jspecify.annotations.NullMarked;
