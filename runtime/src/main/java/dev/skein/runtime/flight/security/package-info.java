/**
 * Who may talk to whom, and what may be said: tokens, TLS, and the checks of everything that
 * arrives before it is believed. Uses {@code task} only.
 */
@NullMarked
package dev.skein.runtime.flight.security;

import org.jspecify.annotations.NullMarked;
