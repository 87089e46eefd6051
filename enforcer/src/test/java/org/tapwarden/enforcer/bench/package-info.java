/// The driver as a program of its own, to be measured beside others.
@NullMarked
package org.tapwarden.enforcer.bench;

import org.jspecify.annotations.NullMarked;
