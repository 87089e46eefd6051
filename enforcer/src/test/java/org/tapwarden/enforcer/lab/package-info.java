/// A small switched network with a mirror port, for drivers that act from the tap.
@NullMarked
package org.tapwarden.enforcer.lab;

import org.jspecify.annotations.NullMarked;
