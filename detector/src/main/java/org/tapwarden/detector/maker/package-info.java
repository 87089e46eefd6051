/// Who made a network card, by the registry of the IEEE.
///
/// Promise: the table is the registry's own, taken from a registry package when the appliance is
/// built; nothing in it was typed by hand.
@NullMarked
package org.tapwarden.detector.maker;

import org.jspecify.annotations.NullMarked;
